// Draws media/icon.png (128 × 128) without any image library: a loupe over three bars of a timeline.
// Run it after changing the drawing: node scripts/icon.mjs
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { crc32, deflateSync } from "node:zlib";

const SIZE = 128;
/** Samples along one side of a pixel; 4 × 4 is smooth enough for an icon. */
const SAMPLES = 4;

const BACKGROUND = [24, 24, 24];
const RING = [236, 236, 236];
const BARS = [
  { from: [40, 42], length: 26, colour: [177, 128, 215] },
  { from: [46, 56], length: 30, colour: [89, 164, 249] },
  { from: [40, 70], length: 18, colour: [220, 150, 60] },
];

const png = encode(draw());
await writeFile(path.join(import.meta.dirname, "..", "media", "icon.png"), png);

/** RGBA bytes, row by row, each pixel the mean of its samples. */
function draw() {
  const pixels = Buffer.alloc(SIZE * SIZE * 4);
  for (let y = 0; y < SIZE; y++) for (let x = 0; x < SIZE; x++) pixels.set(pixelAt(x, y), (y * SIZE + x) * 4);
  return pixels;
}

function pixelAt(x, y) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const colour = colourAt(
      x + ((i % SAMPLES) + 0.5) / SAMPLES,
      y + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES,
    );
    if (!colour) continue;
    for (let c = 0; c < 3; c++) sum[c] += colour[c];
    sum[3] += 1;
  }
  const covered = sum[3];
  if (covered === 0) return [0, 0, 0, 0];
  return [
    ...sum.slice(0, 3).map((value) => Math.round(value / covered)),
    Math.round((255 * covered) / SAMPLES ** 2),
  ];
}

/** The colour of one point, or undefined outside the rounded square. */
function colourAt(x, y) {
  if (!isInRoundedSquare(x, y, 24)) return undefined;
  if (Math.abs(Math.hypot(x - 56, y - 56) - 36) <= 4.5) return RING;
  if (distanceToLine(x, y, [82, 82], [106, 106]) <= 6) return RING;
  return (
    BARS.find((bar) => distanceToLine(x, y, bar.from, [bar.from[0] + bar.length, bar.from[1]]) <= 4)
      ?.colour ?? BACKGROUND
  );
}

function isInRoundedSquare(x, y, radius) {
  const dx = Math.max(radius - x, x - (SIZE - radius), 0);
  const dy = Math.max(radius - y, y - (SIZE - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}

function distanceToLine(x, y, [ax, ay], [bx, by]) {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay));
}

/** A PNG file (RFC 2083): 8 bits a channel, RGBA, no filter. */
function encode(pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const lines = Buffer.alloc(SIZE * (SIZE * 4 + 1));
  for (let y = 0; y < SIZE; y++) pixels.copy(lines, y * (SIZE * 4 + 1) + 1, y * SIZE * 4, (y + 1) * SIZE * 4);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
