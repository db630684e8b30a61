"""Pictures made from the pages themselves: icons (bin/icons) and screenshots (bin/screenshots)."""
