import type { Dice } from '../../faults/groups/dice'
import type { Step } from './schedule'

interface Signing {
  readonly at: number
  readonly device: number
  readonly proposal: number
  /** The device that has proposed. */
  readonly to: number
}

export function drawSmoothSigning(dice: Dice, { at: start, device, proposal, to }: Signing): Step[] {
  let at = start
  const next = () => ({ at: at += dice.wait(4_000), device, proposal })
  return [
    { ...next(), kind: 'open' }, { ...next(), kind: 'approve' }, { ...next(), kind: 'sign' }, { ...next(), kind: 'deliver', to },
  ]
}

export function drawSigning(dice: Dice, { at: start, device, proposal, to }: Signing, devices: number): Step[] {
  let at = start
  const next = (kind: 'open' | 'approve' | 'decline' | 'sign' | 'withdraw', most = 6_000): Step => ({ at: at += dice.wait(most), device, kind, proposal })
  const steps = [next('open')]
  if (dice.chance(0.05)) steps.push(next('sign'))
  if (dice.chance(0.1)) steps.push(next('decline'))
  if (dice.chance(0.95)) steps.push(next('approve'))
  if (dice.chance(0.05)) steps.push(next('decline'))
  steps.push(next('sign', 5_000))
  if (dice.chance(0.08)) steps.push(next('sign'))
  const signed = at
  const deliveries = dice.pick([0, 1, 1, 1, 1, 1, 1, 2, 2])
  for (let count = 0; count < deliveries; count++) {
    const receiver = dice.chance(0.08) ? dice.from1To(devices) - 1 : to
    steps.push({ at: signed + dice.wait(dice.pick([2_000, 2_000, 2_000, 20_000, 200_000])), device, kind: 'deliver', proposal, to: receiver })
  }
  if (dice.chance(0.12)) steps.push(next('withdraw', 60_000))
  // Opened again, for example after a reload.
  if (dice.chance(0.15)) {
    at = start + dice.wait(120_000)
    steps.push(next('open'), next('approve', 5_000), next('sign', 5_000), { at: at + dice.wait(10_000), device, kind: 'deliver', proposal, to })
  }
  return steps
}
