import type { closerStates } from './closerStates'
import type { coSignerStates } from './coSignerStates'
import type { togetherStates } from './togetherStates'
import type { walletStates } from './walletStates'

/** What a picture shows, and when a person sees this. */
export type StateText = readonly [title: string, when: string]

/** Every state has a text, and every text a state. The page of the documentation with all pictures is written from them. */
type TextsOf<States> = Readonly<Record<keyof States, StateText>>

const closer: TextsOf<typeof closerStates> = {
  'closer-empty': ['Nothing chosen', 'The app shows no session yet.'],
  'closer-loading': ['Reading', 'The session is being read from the node.'],
  'closer-reading-failed': ['Reading failed', 'The node does not know the session.'],
  'closer-not-connected': ['Not connected', 'The app has no connection to the node.'],
  'closer-editing': ['Two participants', 'One amount follows from the other, and the slider changes both.'],
  'closer-editing-three': ['Three participants', 'The session holds two assets. The last participant gets what is left over.'],
  'closer-percent': ['Dividing by percent', 'The numbers cannot be applied before their sum is 100 %.'],
  'closer-points': ['Dividing by points', 'The amount of Bob is locked. The points divide the rest.'],
  'closer-points-invalid': ['Wrong points', 'A text for a participant is not a number.'],
  'closer-invalid': ['Wrong amount', 'A text is not an amount, so the session cannot be closed with it.'],
  'closer-two-meanings': ['Two meanings', 'Some people read this text as one thousand, others as one. The person has to choose.'],
  'closer-disabled': ['Switched off', 'The app does not want the session to be closed yet, and says why.'],
  'closer-blocked': ['Not enough signatures', 'Even with all signatures, the quorum is not reached.'],
  'closer-read-only': ['Without a say', 'The connected wallet takes part in the session, but its signature has no weight.'],
  'closer-confirm': ['Confirmation', 'The person asked to close the session. Nothing is signed or sent yet.'],
  'closer-confirm-two-steps': ['Confirmation of two steps', 'On a nitronode, the node agrees to a new split before it closes the session.'],
  'closer-planning': ['Checking', 'The session and the split are checked before anything is signed.'],
  'closer-signing': ['Signing', 'The wallet is asked.'],
  'closer-submitting': ['Sent', 'The node has not answered yet.'],
  'closer-unknown': ['Unknown outcome', 'The answer is late or lost. The client finds out what happened before it would send again.'],
  'closer-revoke': ['Unknown outcome for long', 'The request stays valid for long. The person can make it void by ending the session key.'],
  'closer-unknown-offline': ['Unknown outcome without a connection', 'The client connects again, to find out what happened.'],
  'closer-paying': ['Closed', 'The session is closed. The client reads what was paid out.'],
  'closer-agreed': ['Agreed, but not closed', 'The node agreed to the new split, and the wallet then declined to sign the close.'],
  'closer-closed': ['Paid', 'The node paid out exactly what was requested. This is in the receipt.'],
  'closer-superseded': ['Closed with another split', 'Somebody else closed the session before. The receipt says who received what.'],
  'closer-overpaid': ['Paid too much', 'The node paid more than the session held.'],
  'closer-failed': ['Not closed', 'The closing has ended without a payment. The person can try again.'],
  'closer-ended': ['Closed elsewhere', 'The session was closed before this browser saw it.'],
}

const together: TextsOf<typeof togetherStates> = {
  'closer-propose': ['The signature is not enough', 'The person proposes a split to the other participants.'],
  'closer-confirm-proposal': ['Confirmation of a proposal', 'Nothing is signed yet.'],
  'closer-collecting': ['Collecting signatures', 'The proposal travels as a text, a link, a QR code or a file.'],
  'closer-refused': ['Signature refused', 'The node refused the signature of a participant.'],
  'closer-refused-in-room': ['Signature refused in a room', 'The participants are connected with each other, so the next round begins by itself.'],
  'closer-gathering': ['Waiting for approvals', 'In a room, everybody approves before anybody signs.'],
}

const coSigner: TextsOf<typeof coSignerStates> = {
  'co-signer-empty': ['No proposal', 'The person pastes what they have received.'],
  'co-signer-room-empty': ['Empty room', 'Nobody has proposed anything yet.'],
  'co-signer-room-waiting': ['Room without a proposal', 'Bob is in the room, and has not proposed anything yet.'],
  'co-signer-room': ['Two proposals in a room', 'The person chooses the one to look at.'],
  'co-signer-room-present': ['Proposal in a room', 'The person sees who is in the room now.'],
  'co-signer-approved': ['Approved', 'The client signs by itself once enough participants approve.'],
  'co-signer-submitter-away': ['Approved, submitter away', 'Signing starts once the participant who collects the signatures is back.'],
  'co-signer-waiting': ['Not connected', 'The app has no connection to the node.'],
  'co-signer-opening': ['Opening', 'The proposal is compared with the session.'],
  'co-signer-refused': ['Wrong proposal', 'The amounts do not add up to what the session holds, so nobody can sign the proposal.'],
  'co-signer-review': ['Review', 'The person sees what changes for everybody, and how long there is time to sign.'],
  'co-signer-warnings': ['Review with warnings', 'An address looks like another one, a stranger collects the signatures, and data would be erased.'],
  'co-signer-long-amounts': ['Review with long amounts', 'No digit is left out.'],
  'co-signer-conflict': ['Another proposal under way', 'Two proposals at the same time could be paid twice, so the client refuses to sign.'],
  'co-signer-declining': ['Declining', 'The person may say why.'],
  'co-signer-declined': ['Declined', 'The answer travels to the person who made the proposal.'],
  'co-signer-signing': ['Signing', 'The wallet is asked.'],
  'co-signer-signed': ['Signed', 'The reply travels to the person who made the proposal, here as a QR code.'],
  'co-signer-paid': ['Paid', 'The session was closed with this signature.'],
  'co-signer-lapsed': ['Not used', 'The time is over, and the session is still open.'],
  'co-signer-failed': ['Nothing signed', 'The session has changed since the proposal was made.'],
}

const wallet: TextsOf<typeof walletStates> = {
  'wallet-connect': ['Not connected', 'One wallet is installed, so a click connects with it.'],
  'wallet-choices': ['Several wallets', 'A click lists the installed wallets.'],
  'wallet-none': ['No wallet', 'No wallet is installed in the browser.'],
  'wallet-connecting': ['Connecting', 'The wallet is asked.'],
  'wallet-connected': ['Connected', 'The button shows the wallet and its address.'],
  'wallet-declined': ['Declined', 'The person declined in the wallet.'],
}

/** All states by chapter, in the order of the page. */
export const STATE_TEXTS: Readonly<Record<string, Readonly<Record<string, StateText>>>> = {
  '`<SessionCloser>`': closer,
  '`<SessionCloser>`, signing together': together,
  '`<SessionCoSigner>`': coSigner,
  '`<WalletButton>`': wallet,
}
