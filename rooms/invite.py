"""The way into a room for others: its code as people type it, its link as a picture."""

import io
import re
import unicodedata

import segno

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE = re.compile(f"[{ALPHABET}]{{5}}")
_LINK = re.compile(r"/r/([A-Za-z0-9]{5})\b")

# Keys of a Korean keyboard by the jamo that it makes of them (leads, vowels and tails in Unicode's order):
# who forgets to switch it types the right code in the wrong letters.
_KEYS = {
    0x1100: "r r s e e f a q q t t d w w c z x v g",
    0x1161: "k o i o j p u p h hk ho hl y n nj np nl b m ml l",
    0x11A8: "r r rt s sw sg e f fr fa fq ft fx fv fg a q qt t t d w c z x v g",
}
_LATIN = {first + n: keys for first, row in _KEYS.items() for n, keys in enumerate(row.split())}


def typed_code(text: str) -> str | None:
    """The code that somebody has typed or pasted: in any case, spaced, with dashes, in full width, with the
    Korean keyboard on, or the whole link.  None when it is none."""
    link = _LINK.search(text)
    signs = unicodedata.normalize("NFKD", link[1] if link else text).translate(_LATIN)
    code = "".join(sign for sign in signs if sign.isalnum()).upper()
    return code if CODE.fullmatch(code) else None


def picture(link: str) -> bytes:
    """A link as a QR code in SVG: dark on white with its quiet zone, since many cameras read no other."""
    svg = io.BytesIO()
    code = segno.make(link, error="m", micro=False)
    code.save(svg, kind="svg", dark="#131929", light="#fff", xmldecl=False, omitsize=True)
    return svg.getvalue()
