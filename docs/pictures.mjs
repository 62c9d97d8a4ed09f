// Draws the pictures of the README and of docs/ from real runs: types at the built program in a real terminal, and draws the screen that
// a terminal emulator then shows. `npm run pictures` draws them; with `--check` it only says which ones are out of date.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pty from '@lydell/node-pty'
import xterm from '@xterm/headless'

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const COLUMNS = 80
const ENTER = '\r'
const DARK = { background: '#16181d', text: '#d7dae0' }
/** The sixteen colours of a terminal, by number. */
const PALETTE = ['#16181d', '#e06c75', '#8cc265', '#d9b26f', '#61afef', '#c678dd', '#56b6c2', '#d7dae0']

/** In this order, in one folder: name, arguments, and what is typed after which text. */
const PICTURES = [
  [
    'wizard',
    [],
    [
      ['What to do', ENTER],
      ['Root CA', ENTER],
      ['Company that signs in', `Contoso${ENTER}`],
      ['http URL of its revocation list', ENTER],
      ['Passphrase for rootCA.key', `sesame${ENTER}`],
      ['Type it again', `sesame${ENTER}`],
      ['User principal name', `jane@yourdomain.com${ENTER}`],
      ['Device name', `LAPTOP-01${ENTER}`],
      ['Password of the PFX', `correct horse battery${ENTER}`],
      ['Type it again', `correct horse battery${ENTER}`],
      ['Answer file', ENTER],
      ['Processor of the device', ENTER],
      ['Where the certificate is used', ENTER],
      ['How the certificate is imported', ENTER],
      ['Edge and Chrome take it', ENTER],
      ['Write the files to a stick too', ENTER],
      ['Create the stick files', ENTER],
      ['Anything else', ENTER],
    ],
  ],
  ['verify', ['verify', 'LAPTOP-01'], []],
  ['list', ['list'], []],
]

const isCheck = process.argv.includes('--check')
const cwd = mkdtempSync(join(tmpdir(), 'certstick-pictures-'))
try {
  for (const [name, args, conversation] of PICTURES) {
    const file = new URL(`${name}.svg`, import.meta.url)
    const svg = await draw(args, conversation)
    if (!isCheck) writeFileSync(file, svg)
    else if (wordsOf(svg) !== wordsOf(readFileSync(file, 'utf8'))) {
      process.stderr.write(`docs/${name}.svg is out of date: npm run pictures\n`)
      process.exitCode = 1
    }
  }
} finally {
  rmSync(cwd, { recursive: true, force: true })
}

/** What a picture says, without what is another in each run: serial numbers, thumbprints, dates, days. */
function wordsOf(svg) {
  const text = svg.replaceAll(/<[^>]*>/g, ' ')
  return text
    .replaceAll(/\b[0-9a-f]{8,}\b/gi, '#')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/\s+/g, ' ')
}

/** Runs the program, answers what it asks, and draws the screen at its end. */
async function draw(args, conversation) {
  const screen = new xterm.Terminal({ cols: COLUMNS, rows: 60, allowProposedApi: true })
  const child = pty.spawn(process.execPath, [PROGRAM, ...args], { cwd, cols: COLUMNS, rows: 60 })
  let shown = ''
  child.onData((data) => {
    shown += data
    screen.write(data)
  })
  const ended = new Promise((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)))
  for (const [question, keys] of conversation) {
    while (!shown.includes(question)) await new Promise((resolve) => setTimeout(resolve, 20))
    shown = shown.slice(shown.indexOf(question) + question.length)
    child.write(keys)
  }
  if ((await ended) !== 0) throw new Error(`certstick ${args.join(' ')} failed:\n${shown}`)
  await new Promise((resolve) => screen.write('', resolve))
  const lines = [`$ certstick ${args.join(' ')}`.trimEnd()]
  return toSvg(lines, screen.buffer.active)
}

function toSvg(head, buffer) {
  const rows = head.map((line) => span(line, { bold: true }))
  for (let y = 0; y < buffer.length; y++) rows.push(row(buffer.getLine(y)))
  while (rows.at(-1) === '') rows.pop()
  const lineHeight = 19
  const [width, height] = [Math.ceil(COLUMNS * 8.4) + 32, rows.length * lineHeight + 32]
  const text = rows.map(
    (spans, y) => `<text x="16" y="${32 + y * lineHeight}" xml:space="preserve">${spans}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${head.join(' ')}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${DARK.background}"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" fill="${DARK.text}">`,
    ...text,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

/** Cells that look alike become one span. */
function row(line) {
  let spans = ''
  let run = { text: '', look: {} }
  for (let x = 0; x < line.length; x++) {
    const cell = line.getCell(x)
    const look = {
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      colour: cell.isFgPalette() ? PALETTE[cell.getFgColor() % 8] : undefined,
    }
    if (JSON.stringify(look) !== JSON.stringify(run.look)) {
      spans += span(run.text, run.look)
      run = { text: '', look }
    }
    run.text += cell.getChars() || ' '
  }
  return spans + span(run.text.trimEnd(), run.look)
}

function span(text, { bold, dim, colour }) {
  if (text === '') return ''
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const style = [
    bold ? ' font-weight="bold"' : '',
    dim ? ' opacity="0.6"' : '',
    colour === undefined ? '' : ` fill="${colour}"`,
  ].join('')
  return style === '' ? escaped : `<tspan${style}>${escaped}</tspan>`
}
