#!/usr/bin/env node
// Where `certstick` starts: loads the program.
void import('./process.ts')
