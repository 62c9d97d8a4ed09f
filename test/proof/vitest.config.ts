// What `npm run proof` runs: kills, races, full disks and a real browser. They take their time, and the machine's.
import { defineConfig, mergeConfig } from 'vitest/config'
import { common } from '../vitest.config.ts'

export default mergeConfig(common, defineConfig({ test: { include: ['test/proof/**/*.test.ts'] } }))
