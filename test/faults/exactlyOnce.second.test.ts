import { it } from 'vitest'
import { proveExactlyOnce, RUNS } from './proof'

it('in 1,000 more random runs nothing is paid twice, and what was said is true', () => proveExactlyOnce(1 + RUNS), Infinity)
