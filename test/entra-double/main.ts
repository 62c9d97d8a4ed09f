// `npm run entra-double`: prints where it listens, and serves until Ctrl-C.
import { serve } from './control.ts'

await serve((line) => console.log(line))
