#!/usr/bin/env node
console.log('certstick')
