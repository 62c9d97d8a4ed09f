// The QR code of My Security Info on the hand-over page: always the same, so it is a constant picture. A test reads it with another
// program. Source: ISO/IEC 18004, version 3, error correction L.
import { type Html, html } from './html.ts'

export const SECURITY_INFO = 'mysignins.microsoft.com/security-info'

/** Of `https://mysignins.microsoft.com/security-info`; `#` is dark. */
const MODULES = [
  '#######..#....#.#####.#######',
  '#.....#.##.###.###....#.....#',
  '#.###.#..###...##..#..#.###.#',
  '#.###.#.##.#.#####..#.#.###.#',
  '#.###.#...#.##..#..##.#.###.#',
  '#.....#.#.#....####.#.#.....#',
  '#######.#.#.#.#.#.#.#.#######',
  '............#.#....#.........',
  '#####.#####.####.#...#.#.#.#.',
  '###.#....#....#.#########...#',
  '...#.##.##.##.####..#..##....',
  '........####...##.....#..#.#.',
  '.#..#.#..#.#.###.#.#.....##..',
  '.#.###...##.###.#.#######...#',
  '..#.#.#.##.....###..#.##.##..',
  '..#.#..#....#.#...#.###.#..#.',
  '.##.#######.##.###.#...#.##..',
  '#...##.##.#..#..#..######.#.#',
  '#..#..##.####.###....####.#..',
  '#.#.##..####..#.#.###......#.',
  '#...#.####.####..########.###',
  '........##..##...##.#...#####',
  '#######.##.....###.##.#.###..',
  '#.....#...##..###.#.#...#....',
  '#.###.#.##.####..#..#####.#.#',
  '#.###.#.##.#.#..#.###..#.####',
  '#.###.#.##..#######..#######.',
  '#.....#.##.#....#..##.####.#.',
  '#######.#.#.###..#.#.###..#..',
]

/** With the light margin of four modules that readers need. */
export function securityInfoCode(): Html {
  const path = MODULES.flatMap((row, y) =>
    [...row.matchAll(/#+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
  ).join('')
  const size = MODULES.length + 8
  return html`<svg class="code" viewBox="-4 -4 ${String(size)} ${String(size)}" role="img" aria-label="QR code of ${SECURITY_INFO}" shape-rendering="crispEdges"><path d="${path}"/></svg>`
}
