// Draws the mark of src/style/favicon.svg as the pictures that a phone puts among its apps.
import { readFile, writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import { out } from './files.mjs';

const svg = await readFile('src/style/favicon.svg', 'utf8');
const attribute = (tag, name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
const colour = (hex) => hex.slice(1).replace(/^(.)(.)(.)$/, '$1$1$2$2$3$3').match(/../g).map((two) => parseInt(two, 16));

/** The straight lines of a path that knows M, h, v and l, each with its ends, its colour and half its width. */
function lines(tag) {
  const style = { round: attribute(tag, 'stroke-linecap') === 'round', half: Number(attribute(tag, 'stroke-width')) / 2, rgb: colour(attribute(tag, 'stroke')) };
  const found = [];
  let [x, y] = [0, 0];
  for (const [, letter, numbers] of attribute(tag, 'd').matchAll(/([Mhvl])([^Mhvl]+)/g)) {
    const values = numbers.match(/-?[\d.]+/g).map(Number);
    while (values.length > 0) {
      const from = [x, y];
      if (letter === 'M') [x, y] = values.splice(0, 2);
      else if (letter === 'h') x += values.shift();
      else if (letter === 'v') y += values.shift();
      else [x, y] = [x + values.shift(), y + values.shift()];
      if (letter !== 'M') found.push({ from, to: [x, y], ...style });
    }
  }
  return found;
}

const strokes = [...svg.matchAll(/<path[^>]*>/g)].flatMap(([tag]) => lines(tag));
const paper = colour(attribute(/<rect[^>]*>/.exec(svg)[0], 'fill'));
const side = 32;
const clamp = (value) => Math.min(1, Math.max(0, value));

/** How much of a dot at x, y a line covers; one that comes from the edge of the mark comes from far beyond it. */
function covers({ from, to, round, half }, x, y, scale) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  const along = ((x - from[0]) * dx + (y - from[1]) * dy) / length;
  const beside = Math.abs((x - from[0]) * dy - (y - from[1]) * dx) / length;
  const [first, last] = [from.includes(0) ? -side : 0, to.includes(side) ? side * 2 : length];
  const past = Math.max(first - along, along - last);
  if (round) return clamp((half - Math.hypot(beside, Math.max(0, past))) * scale + 0.5);
  return clamp((half - beside) * scale + 0.5) * clamp(-past * scale + 0.5);
}

/** How much of a dot lies within a square with round corners. */
function within(x, y, corner, scale) {
  const [dx, dy] = [x, y].map((at) => Math.max(0, Math.abs(at - side / 2) - side / 2 + corner));
  return clamp((corner - Math.hypot(dx, dy)) * scale + 0.5);
}

/** The mark with `room` around it; only the one without room has round corners of its own. */
function draw(size, room, corner) {
  const scale = size / (side + 2 * room);
  const rows = Buffer.alloc((size * 4 + 1) * size);
  for (let row = 0, at = 0; row < size; row++) {
    at++; // each row begins with its filter: none
    for (let column = 0; column < size; column++) {
      const [x, y] = [column, row].map((n) => (n + 0.5) / scale - room);
      const rgb = strokes.reduce((under, line) => {
        const share = covers(line, x, y, scale);
        return share === 0 ? under : under.map((value, n) => value + (line.rgb[n] - value) * share);
      }, paper);
      for (const value of rgb) rows[at++] = Math.round(value);
      rows[at++] = corner ? Math.round(255 * within(x, y, corner, scale)) : 255;
    }
  }
  return rows;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const ends = [Buffer.alloc(4), Buffer.alloc(4)];
  ends[0].writeUInt32BE(data.length);
  ends[1].writeUInt32BE(crc32(body));
  return Buffer.concat([ends[0], body, ends[1]]);
}

function png(size, rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6], 8); // eight bits of red, green, blue and opacity
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

const corner = Number(attribute(svg, 'rx'));
for (const [name, size, room, round] of [
  ['icon-192', 192, 0, corner], ['icon-512', 512, 0, corner], ['icon-maskable-512', 512, 5, 0], ['apple-touch-icon', 180, 2, 0],
]) {
  await writeFile(`${out}/${name}.png`, png(size, draw(size, room, round)));
}
await writeFile(`${out}/icon.svg`, svg);
