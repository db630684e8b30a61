// Pages of people: their faces, and dark or light.

import "lie/face";
import "lie/theme";
