import type { NamedShare, SessionCloserLabels, ShareChange } from './labels'

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`

const received = ({ name, amounts }: NamedShare): string =>
  name === null ? `you receive ${amounts}` : `${name} receives ${amounts}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `the same ${asset}` : `${amount} ${asset} ${direction}`

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** The texts in English, which apply unless replaced. */
export const englishLabels: SessionCloserLabels = {
  title: 'Close application session',
  sessionStatus: status => status,
  copySessionId: 'Copy session id',
  empty: 'No active application session found.',
  loading: 'Reading the session…',

  you: '(you)',
  yourAllocation: 'Your allocation',
  counterpartyAllocation: 'Counterparty allocation',
  allocationOf: (name, isYou) => `Allocation of ${name}${isYou ? ' (you)' : ''}`,
  total: amount => `total ${amount}`,
  totalHint: 'should match initial funding',
  remainder: 'remainder',
  remainderHint: 'Receives whatever the others leave.',
  makeRemainder: 'Give the rest',
  makeRemainderOf: (name, asset) => `Give the rest of ${asset} to ${name}`,
  share: asset => `Your share of ${asset}`,
  shareValue: (percent, amount, asset) => `${percent} %, ${amount} ${asset}`,
  percent: percent => `${percent} %`,

  presets: asset => `Presets for ${asset}`,
  allToMe: 'All to me',
  allToThem: 'All to them',
  half: 'Half',
  equalShares: 'Equal shares',
  asItStands: 'As it stands',
  backToFunders: 'Back to the funders',

  signatures: (have, need, signers) => {
    const names = signers.map(({ name, weight }) => `${name ?? 'you'} (${weight})`).join(', ')
    return `Signatures needed ${have} of ${need}${names && `: ${names}`}`
  },
  close: 'Close application session',
  moved: 'The split in the session itself has changed meanwhile. What you see here was kept.',
  startAgain: 'Start again',
  disabledReasons: {
    byApp: 'Closing is switched off at the moment.',
    notConnected: 'Not connected to the node.',
    connecting: status => status === 'authenticating' ? 'Logging in…' : 'Connecting to the node…',
    notLoggedIn: 'No wallet is logged in.',
    notOpen: status => `This session is not open: its status is ${status}.`,
    noAssets: 'This session holds nothing that could be paid out.',
    invalid: (what, isMarked) => isMarked ? 'Correct the marked field first.' : what,
    stale: 'What the session holds has changed since you began.',
  },

  confirmTitle: 'Close this session?',
  confirmShares: shares => sentence(listed(shares.map(received))),
  confirmChanges: changes => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'For you that is how the session stands now.'
    return `Compared with how it stands, you get ${listed(changes.map(changed))}.`
  },
  confirmFinal: 'This cannot be undone.',
  twoSteps: 'This takes two steps, each signed: the new split is agreed, then the session is closed.',
  elsewhere: 'Another tab is closing this session. What happens there is shown here.',
  notDurable: 'Nothing is stored here, so this closing will not survive a reload. Keep the page open.',
  receiver: (address, isYou) => isYou ? `${address} (you)` : address,
  confirmClose: 'Confirm and close',
  back: 'Back',

  progressTitle: 'Closing the session',
  progress: state => ({
    planning: 'Checking the session and your split.',
    signing: 'Signing. If your wallet asks, confirm there.',
    submitting: 'Sent. Waiting for the node’s answer.',
  } as Partial<Record<string, string>>)[state] ?? '',
  agreed: why => `${why} The new split is agreed, but the session is not closed yet.`.trim(),
  resume: 'Close it now',
  leaveAgreed: 'Leave it open',
  unknown: 'We don’t know yet whether the node has closed the session. Nothing is sent twice.',
  safeToLeave: 'You can leave this page.',
  revokeKey: 'Do not wait: end the session key',
  revokeHint: 'What was sent stays valid for a long time. Ending the key that signed it makes it void; your wallet is asked for a new key.',
  recovery: (phase, time) => {
    const doing = {
      connecting: 'Connecting to ask the node.',
      reading: 'Asking the node what it has done.',
      fencing: 'Waiting until what was sent can no longer be accepted.',
      settling: 'Waiting until the node is surely through with it.',
      authorizing: 'Log in with the same wallet to go on.',
      retrying: 'Trying again soon.',
      watching: 'Paid. Watching that nothing sent earlier is paid on top.',
    }[phase]
    return time === null ? doing : `${doing} Expected at ${time}.`
  },
  readingPayout: 'The node has closed the session. Reading what it paid.',
  steps: { checked: 'checked', signed: 'signed', sent: 'sent', confirmed: 'confirmed', paid: 'paid' },
  agreeSteps: { signed: 'split signed', sent: 'split sent', confirmed: 'split agreed' },
  stepStatus: { waiting: 'to come', active: 'in progress', done: 'done', failed: 'failed', unknown: 'not known yet' },
  cancel: 'Cancel',
  cancelled: 'Cancelled. Nothing was sent.',

  resultTitle: result => ({
    closed: 'Session closed',
    superseded: 'Closed with another split',
    overpaid: 'The node paid too much',
  })[result],
  resultText: result => ({
    closed: 'The node has paid out exactly what was asked.',
    superseded: 'Somebody else’s split was paid, as listed here.',
    overpaid: 'More was paid out than the session held. Keep the receipt and tell the operator of the node.',
  })[result],
  payouts: 'Paid out, as the node booked it',
  noPayouts: 'The node booked no payout.',
  differences: 'Not as asked',
  difference: (paid, expected, asset) => `${paid} ${asset} instead of ${expected} ${asset}`,
  copyReceipt: 'Copy receipt',
  copied: 'Copied',
  failed: 'Copying is not possible here',
  downloadReceipt: 'Download receipt',

  notClosed: 'The session was not closed',
  notRead: 'The session could not be read',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'If the session was closed, its funds are in the balances of its participants.'
    if (info.code === 'CLOSING_IN_PROGRESS') return 'Nothing was sent from here.'
    if (info.code === 'SESSION_NOT_FOUND') return 'Nothing was sent from here.'
    return during === 'reading'
      ? 'Reading moves nothing: the funds are where they were.'
      : 'Your funds are still in the session; nothing was paid out.'
  },
  error: info => info,
  tryAgain: 'Try again',
  reconnect: 'Reconnect',
  connect: 'Connect',
  readAgain: 'Read again',
  backToEditing: 'Back to editing',
}
