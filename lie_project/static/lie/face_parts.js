// Cut-paper parts of a face, drawn for a box of 120 by 90.  [tag, class, attributes] each.

const path = (kind, d) => ["path", kind, { d }];
const circle = (kind, cx, cy, r) => ["circle", kind, { cx, cy, r }];
const ellipse = (kind, cx, cy, rx, ry) => ["ellipse", kind, { cx, cy, rx, ry }];
const rect = (kind, x, y, width, height, rx) => ["rect", kind, { x, y, width, height, rx }];

export const BACK = [rect("back", 0, 0, 120, 90, 0)];
export const BODY = [path("fill", "M14 92C15 77 34 73 58 73s43 4 44 19z")];
export const NECK = [rect("deep", 47, 60, 22, 20, 9)];
export const EARS = [circle("deep", 32, 47, 6), circle("deep", 84, 47, 6)];
export const NOSE = [
  rect("deep nose-bar", 59, 46, 7, 10, 0),
  circle("deep", 59, 51, 5),
  circle("deep nose-tip", 66, 51, 5),
];

export const HEADS = [
  [ellipse("fill", 58, 44, 26, 29)],
  [rect("fill", 32, 16, 52, 57, 18)],
  [path("fill", "M58 14c19 0 27 18 25 34S71 74 58 74 35 64 33 48s6-34 25-34z")],
  [path("fill", "M32 26q0-10 26-10t26 10l-5 32q-4 17-21 17T37 58z")],
  [path("fill", "M58 14l22 11 4 26-14 22H46L32 51l4-26z")],
];

export const HAIR = [
  { front: [path("fill", "M51 17q-1-11 8-13-1 5 3 6t5-3q2 8-4 11z")] },
  { front: [path("fill", "M30 40C26 6 90 6 86 40c-6-12-15-15-25-13-10 3-24 1-31 13z")] },
  {
    back: [rect("fill", 26, 12, 64, 62, 28)],
    front: [path("fill", "M32 40c0-22 52-22 52 0-8-10-18-13-26-13s-18 3-26 13z")],
  },
  {
    front: [
      circle("fill", 36, 26, 10),
      circle("fill", 48, 17, 11),
      circle("fill", 66, 16, 12),
      circle("fill", 80, 26, 10),
    ],
  },
  { front: [path("fill", "M45 22L49 2l9 10L67 1l5 21q-13-6-27 0z")] },
  { front: [circle("fill", 58, 9, 10), path("fill", "M32 36c2-26 50-26 52 0-12-12-40-12-52 0z")] },
  { front: [path("fill", "M31 32C31 0 85 0 85 32z"), rect("deep", 27, 27, 62, 10, 5)] },
  { front: [path("fill", "M31 42C24 8 76-2 86 26c2 6 1 10 0 14-3-8-8-12-14-13-14 8-34 2-41 15z")] },
];

const whites = (rx, ry) => [ellipse("white", 47, 41, rx, ry), ellipse("white", 69, 41, rx, ry)];
const pupils = (r, dx, dy) => [circle("ink", 47 + dx, 41 + dy, r), circle("ink", 69 + dx, 41 + dy, r)];

export const EYES = [
  { still: whites(7, 7), moving: pupils(3.4, 1.5, 0) },
  { still: whites(6, 8), moving: pupils(3.2, -1.5, 1) },
  { still: whites(7.5, 5), moving: pupils(3.2, 0, 0) },
  { still: [], moving: pupils(3.6, 0, 0) },
  { still: [ellipse("white", 47, 41, 8, 8), ellipse("white", 69, 41, 5.5, 5.5)], moving: pupils(3, 0, 0) },
  {
    still: [path("white", "M39 41h16a8 8 0 0 1-16 0z"), path("white", "M61 41h16a8 8 0 0 1-16 0z")],
    moving: pupils(3, 1, 3),
  },
];

export const BROWS = [
  [],
  [path("stroke", "M41 31q6-4 11-1M64 30q6-3 11 1")],
  [path("stroke", "M41 29l11 4M75 29l-11 4")],
  [path("stroke", "M41 33l10-5M64 31h11")],
];

export const MOUTHS = [
  [path("stroke", "M49 63q9 8 18 0")],
  [path("stroke", "M50 65h16")],
  [path("stroke", "M49 66q9 1 17-5")],
  [ellipse("ink", 58, 65, 5, 4.5)],
  [path("ink", "M47 62h22q-2 9-11 9t-11-9z"), rect("white", 49, 62, 18, 3.4, 1)],
  [path("stroke", "M48 66l4-3 4 3 4-3 4 3 4-3")],
];

export const EXTRAS = [
  [],
  [],
  [circle("stroke", 47, 41, 10), circle("stroke", 69, 41, 10), path("stroke", "M57 40q1-1 2 0")],
  [circle("white", 32, 56, 3)],
  [path("ink", "M44 61q6-5 14-1 8-4 14 1-5 3-14 1-9 2-14-1z")],
  [
    circle("deep", 39, 56, 1.6),
    circle("deep", 44, 58, 1.6),
    circle("deep", 40, 60, 1.6),
    circle("deep", 76, 56, 1.6),
    circle("deep", 72, 58, 1.6),
  ],
];

const bolts = [rect("deep", 27, 37, 7, 18, 3), rect("deep", 82, 37, 7, 18, 3)];

export const BOTS = [
  [path("stroke", "M58 19V9"), circle("glow", 58, 7, 4.5), ...bolts, rect("fill", 32, 18, 52, 55, 9)],
  [
    path("stroke", "M46 20L40 8M70 20l6-12"),
    circle("glow", 40, 7, 4),
    circle("glow", 76, 7, 4),
    ...bolts,
    rect("fill", 32, 18, 52, 55, 22),
  ],
  [path("deep", "M48 18h20V9H48z"), ...bolts, path("fill", "M40 18h36l9 14-6 41H37l-6-41z")],
];
export const BOT_EYES = [
  { still: [rect("ink", 37, 31, 42, 18, 9)], moving: [circle("glow", 48, 40, 4), circle("glow", 68, 40, 4)] },
  {
    still: [circle("ink", 47, 40, 9), circle("ink", 69, 40, 9)],
    moving: [circle("glow", 47, 40, 4), circle("glow", 69, 40, 4)],
  },
  {
    still: [rect("ink", 37, 33, 42, 13, 3)],
    moving: [rect("glow", 44, 37, 8, 5, 1), rect("glow", 64, 37, 8, 5, 1)],
  },
];
export const BOT_MOUTHS = [
  [path("stroke", "M47 66h22M52 63v6M58 63v6M64 63v6")],
  [rect("ink", 48, 62, 20, 6, 3)],
  [path("stroke", "M48 66h5v-3h5v3h5v-3h5")],
];
