// How far a bulk run is, on standard error: a bar on a terminal, a line now and then elsewhere.
import type { World } from '../world.ts'
import { columnsOf, type Terminal } from './terminal.ts'

export interface Progress {
  /** One more row has ended. */
  readonly step: (made: boolean) => void
  readonly end: () => void
}

const BAR_CELLS = 24
const REDRAW_MS = 100
const LINE_EVERY_MS = 10_000

/** @param total how many rows there are */
export function showProgress(total: number, world: World, terminal: Terminal): Progress {
  const start = world.now().getTime()
  const onScreen = world.stderr.isTTY === true && world.env['TERM'] !== 'dumb'
  let [ended, made, shownAt] = [0, 0, onScreen ? 0 : start]

  function line(now: number): string {
    const seconds = (now - start) / 1000
    const rate = seconds > 0 ? made / seconds : 0
    const left = rate > 0 ? `, ${duration((total - ended) / rate)} left` : ''
    return `${ended} of ${total} users${rate > 0 ? `, ${rate.toFixed(1)} a second` : ''}${ended < total ? left : ''}`
  }

  function show(now: number): void {
    shownAt = now
    if (!onScreen) {
      terminal.say(line(now))
      return
    }
    const text = line(now)
    const cells = Math.max(0, Math.min(BAR_CELLS, (columnsOf(world.stderr) ?? 0) - text.length - 2))
    const filled = Math.round((ended / total) * cells)
    const bar = `${'█'.repeat(filled)}${'░'.repeat(cells - filled)}`
    world.stderr.write(`\r\x1b[K${terminal.style('cyan', bar)} ${text}`)
  }

  return {
    step: (wasMade) => {
      ended += 1
      if (wasMade) made += 1
      const now = world.now().getTime()
      if (now - shownAt >= (onScreen ? REDRAW_MS : LINE_EVERY_MS)) show(now)
    },
    end: () => {
      show(world.now().getTime())
      if (onScreen) world.stderr.write('\n')
    },
  }
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
