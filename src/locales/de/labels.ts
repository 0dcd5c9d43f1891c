import { listsIn, sentence } from '../../texts/grammar'
import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const { all, any } = listsIn('de')

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `Sie erhalten ${all(amountsByAsset)}` : `${name} erhält ${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `gleich viel ${asset}` : `${amount} ${asset} ${direction === 'more' ? 'mehr' : 'weniger'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'Ihnen'} (${weight})`

export const labels: TranslatedLabels = {
  title: 'Sitzung',
  titleEnded: 'Sitzung',
  sessionStatus: status => status === 'open' ? 'offen' : status === 'closed' ? 'geschlossen' : status,
  copySessionId: 'Sitzungs-ID kopieren',
  empty: 'Keine aktive Sitzung gefunden.',
  chooseSession: 'Wählen Sie die Sitzung, die Sie schließen möchten.',
  lookingForSessions: 'Ihre Sitzungen werden gesucht …',
  loading: 'Die Sitzung wird gelesen …',

  you: '(Sie)',
  yourAllocation: 'Ihr Anteil',
  counterpartyAllocation: 'Anteil der Gegenseite',
  allocationOf: (name, isYou) => `Anteil von ${name}${isYou ? ' (Sie)' : ''}`,
  total: amount => `${amount} insgesamt`,
  totalHint: 'in dieser Sitzung',
  remainder: 'Rest',
  remainderHint: 'Erhält, was übrig bleibt.',
  makeRemainder: 'Erhält den Rest',
  makeRemainderOf: (name, asset) => `Erhält den Rest von ${asset}: ${name}`,
  lock: 'Sperren',
  lockOf: (name, asset) => `Sperren (${asset}): ${name}`,
  lockedHint: 'Behält diesen Betrag.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `Ihr Anteil an ${asset}`,
  shareValue: (percent, amount, asset) => `${percent} %, ${amount} ${asset}`,
  percent: percent => `${percent} %`,

  presets: asset => `Vorschläge für ${asset}`,
  allToMe: 'Alles an mich',
  allToThem: 'Alles an die Gegenseite',
  allTo: name => `Alles an ${name}`,
  half: 'Je zur Hälfte',
  equalShares: 'Gleiche Anteile',
  asItStands: 'Unverändert',
  backToFunders: 'Zurück an die Einzahler',
  division: {
    byPercent: 'Nach Prozenten …',
    byPoints: 'Nach Punkten …',
    heading: (by, asset) => by === 'percent' ? `${asset} nach Prozenten aufteilen` : `${asset} nach Punkten aufteilen`,
    onlyUnlocked: (amount, asset) => `Gesperrte Beträge bleiben. Diese Zahlen teilen die übrigen ${amount} ${asset} auf.`,
    percentSign: '%',
    pointsUnit: 'Punkte',
    notNumber: 'Geben Sie eine Zahl ab null ein, zum Beispiel 12,5.',
    correctFirst: 'Berichtigen Sie zuerst die markierte Zahl.',
    belowHundred: (sum, missing) => `Summe: ${sum} %. Es fehlen ${missing} % bis 100 %.`,
    aboveHundred: (sum, tooMuch) => `Summe: ${sum} %. Das sind ${tooMuch} % mehr als 100 %.`,
    exactlyHundred: 'Summe: 100 %.',
    noPoints: 'Geben Sie mindestens einem Teilnehmer Punkte.',
    sumOfPoints: sum => `Summe der Punkte: ${sum}.`,
    rounding: 'Die Beträge werden abgerundet, und die kleinsten Einheiten, die übrig bleiben, gehen einzeln an diejenigen, die beim Abrunden am meisten verloren haben. So wird alles ausgezahlt.',
    apply: 'Übernehmen',
  },

  readOnly: isParticipant => isParticipant
    ? 'Sie können diese Sitzung ansehen, aber Ihre Unterschrift hat darin kein Gewicht.'
    : 'Sie können diese Sitzung ansehen, aber die verbundene Wallet nimmt nicht daran teil.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum)
    const names = any(alone.map(({ name }) => name ?? 'Sie'))
    if (alone.length > 1) return sentence(`${names} können diese Sitzung jeweils allein schließen`, 'de')
    if (alone.length === 1) return `Nur ${names} ${alone.some(({ name }) => name === null) ? 'können' : 'kann'} diese Sitzung schließen.`
    return `Zum Schließen sind Unterschriften mit einem Gewicht von zusammen mindestens ${quorum} nötig, von ${all(signers.map(withWeight))}.`
  },
  currentSplit: 'Aktuelle Aufteilung',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `Ihre Unterschrift genügt (${have} von ${need})`
    return `Vorhandene Unterschriften: ${have} von ${need}${signers.length > 0 ? `, von ${all(signers.map(withWeight))}` : ''}`
  },
  close: 'Sitzung schließen',
  moved: 'Die Aufteilung in der Sitzung hat sich inzwischen geändert. Ihre Beträge hier sind unverändert.',
  startAgain: 'Neu beginnen',
  disabledReasons: {
    byApp: 'Das Schließen ist zurzeit ausgeschaltet.',
    notConnected: 'Keine Verbindung zum Node.',
    connecting: status => status === 'authenticating'
      ? 'Anmeldung läuft … Wenn Ihre Wallet fragt, bestätigen Sie bitte dort.'
      : 'Verbindung zum Node wird aufgebaut …',
    notLoggedIn: 'Es ist keine Wallet angemeldet.',
    declined: 'Sie haben die Anmeldung abgelehnt.',
    noWallet: 'Diese Seite hat keine Wallet zum Anmelden.',
    notOpen: status => status === 'closed' ? 'Diese Sitzung ist geschlossen.' : `Diese Sitzung ist nicht offen; ihr Status ist ${status}.`,
    noAssets: 'Diese Sitzung enthält nichts, was ausgezahlt werden könnte.',
    invalid: (what, isMarked) => isMarked ? 'Berichtigen Sie zuerst das markierte Feld.' : what,
    unfinished: 'Geben Sie zuerst alle Beträge ein.',
    stale: 'Die Gesamtbeträge der Sitzung haben sich geändert, seit Sie begonnen haben.',
  },

  confirmTitle: 'Diese Sitzung schließen?',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => sentence(received(share), 'de')).join(' ')
    : sentence(all(shares.map(received)), 'de'),
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'Ihr Anteil bleibt, wie er ist.'
    return `Verglichen mit der aktuellen Aufteilung erhalten Sie ${all(changes.map(changed))}.`
  },
  confirmFinal: 'Das lässt sich nicht rückgängig machen.',
  twoSteps: 'Das geschieht in zwei Schritten: Zuerst stimmt der Node der neuen Aufteilung zu, dann wird die Sitzung geschlossen. Ihre Wallet fragt einmal oder gar nicht. Sie fragt nur dann öfter, wenn sie jeden Schritt selbst unterschreibt oder vorher alte Sitzungsschlüssel beenden muss.',
  elsewhere: 'Ein anderer Tab schließt diese Sitzung. Hier können Sie zusehen.',
  notDurable: 'Diese Seite kann nichts speichern, darum übersteht die Schließung kein Neuladen. Lassen Sie die Seite geöffnet.',
  receiver: (address, isYou) => isYou ? `${address} (Sie)` : address,
  confirmClose: 'Bestätigen und schließen',
  back: 'Zurück',

  progressTitle: 'Die Sitzung wird geschlossen',
  progress: {
    planning: 'Die Sitzung und Ihre Aufteilung werden geprüft.',
    signing: 'Es wird unterschrieben. Wenn Ihre Wallet fragt, bestätigen Sie bitte dort.',
    collecting: 'Warten auf die anderen Teilnehmer.',
    submitting: 'Gesendet. Die Antwort des Nodes steht noch aus.',
    paying: 'Die Sitzung ist geschlossen. Die Auszahlungen werden gelesen …',
  },
  agreed: why => `${why} Die neue Aufteilung ist vereinbart, aber die Sitzung ist noch nicht geschlossen.`.trim(),
  resume: 'Jetzt schließen',
  leaveAgreed: 'Offen lassen',
  unknown: 'Wir wissen noch nicht, ob der Node die Sitzung geschlossen hat. Wir senden nichts doppelt.',
  unknownSplit: 'Wir wissen noch nicht, ob der Node der neuen Aufteilung zugestimmt hat. Wir senden nichts doppelt.',
  unknownPayouts: 'Der Node führt die Sitzung als geschlossen. Wir prüfen noch, wer wie viel erhalten hat, und senden nichts doppelt.',
  safeToLeave: 'Sie können diese Seite verlassen.',
  revokeKey: 'Nicht warten: Sitzungs\u00ADschlüssel widerrufen',
  revokeHint: 'Die gesendete Anfrage bleibt lange gültig. Wird der Sitzungsschlüssel widerrufen, mit dem sie unterschrieben ist, verfällt sie. Ihre Wallet wird dann nach einem neuen Schlüssel gefragt.',
  archive: 'Diese Schließung archivieren …',
  archiveTitle: 'Nicht mehr nach dem Ergebnis suchen?',
  archiveText: 'Vielleicht wurde diese Sitzung ausgezahlt, oder sie wird es noch. Von hier aus lässt sich das nicht feststellen. Nach dem Archivieren sendet die App diese Schließung nie wieder und sucht nicht mehr nach ihrem Ergebnis. Sie bleibt im Verlauf, und die Sitzung kann neu geschlossen werden.',
  archiveConfirm: 'Ohne Ergebnis archivieren',
  archiveKeep: 'Weiter warten',
  archived: 'Schließung archiviert',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'Verbindung zum Node wird aufgebaut, um nach dem Ergebnis zu fragen.',
      reading: 'Der Node wird nach dem Ergebnis gefragt.',
      fencing: 'Wir warten, bis der Node die Anfrage nicht mehr annehmen kann.',
      settling: 'Wir warten, bis der Node damit fertig sein muss.',
      authorizing: 'Melden Sie sich mit derselben Wallet an, um fortzufahren.',
      retrying: 'Gleich folgt ein neuer Versuch.',
    }[phase]
    return time === null ? activity : `${activity} Das sollte bis ${time} dauern.`
  },
  steps: { checked: 'geprüft', signed: 'unterschrieben', sent: 'gesendet', confirmed: 'bestätigt', paid: 'ausgezahlt' },
  agreeSteps: { signed: 'Aufteilung unterschrieben', sent: 'Aufteilung gesendet', confirmed: 'Aufteilung vereinbart' },
  stepStatus: { waiting: 'steht bevor', active: 'läuft', done: 'erledigt', failed: 'fehlgeschlagen', unknown: 'noch unbekannt' },
  cancel: 'Abbrechen',
  cancelled: 'Abgebrochen. Es wurde nichts ausgezahlt.',

  resultTitle: {
    closed: 'Sitzung geschlossen',
    superseded: 'Sitzung mit anderer Aufteilung geschlossen',
    overpaid: 'Der Node hat zu viel ausgezahlt',
  },
  resultText: {
    closed: 'Der Node hat genau das ausgezahlt, was verlangt war.',
    superseded: 'Ein anderer Teilnehmer oder ein anderes Gerät hat die Sitzung geschlossen, oder ihre Mittel wurden abgehoben. Was ausgezahlt wurde, ist hier aufgeführt.',
    overpaid: 'Der Node hat mehr ausgezahlt, als in der Sitzung war. Bewahren Sie den Beleg auf und wenden Sie sich an den Betreiber des Nodes.',
  },
  watchedUntil: time => `Ausgezahlt. Bis ${time} prüft die App außerdem, dass die Sitzung kein zweites Mal ausgezahlt wird.`,
  byOthers: 'Ein anderer Teilnehmer oder ein anderes Gerät hat die Sitzung geschlossen, mit der hier verlangten Aufteilung.',
  notAsAsked: 'Die Sitzung wurde aus einem anderen Tab geschlossen. Die hier verlangte Aufteilung wurde nicht ausgeführt.',
  openAgain: 'Der Node führt die Sitzung wieder als offen, weil jemand sie genau beim Schließen geändert hat. Alles, was sie enthielt, wurde ausgezahlt. Sie ist leer, falls nicht jemand in diesem Moment oder später eingezahlt hat.',
  endedByOthers: 'Dieser Browser hat keinen Beleg: Ein anderer Teilnehmer oder ein anderes Gerät hat die Sitzung geschlossen.',
  closedBefore: 'Die Sitzung war bereits geschlossen. Ihre Anfrage wurde nicht ausgeführt.',
  readingEnd: 'Es wird gelesen, wer was erhalten hat …',
  payouts: 'Ausgezahlt laut dem Kontobuch des Nodes',
  noPayouts: 'Das Kontobuch des Nodes zeigt keine Auszahlung.',
  differences: 'Abweichungen vom Verlangten',
  difference: (paid, expected, asset) => `${paid} ${asset} statt ${expected} ${asset}`,
  copyReceipt: 'Beleg kopieren',
  copied: 'Kopiert',
  copyFailed: 'Kopieren ist hier nicht möglich',
  downloadReceipt: 'Beleg herunterladen',

  notClosed: 'Die Sitzung wurde nicht geschlossen',
  notRead: 'Die Sitzung konnte nicht gelesen werden',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'Falls die Sitzung geschlossen wurde, sind ihre Mittel in den Guthaben der Teilnehmer.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'Von hier wurde nichts gesendet.'
    if (info.code === 'CLOSING_ARCHIVED') return 'Von hier aus lässt sich nicht feststellen, ob die Sitzung ausgezahlt wurde.'
    return during === 'reading'
      ? 'Das Lesen einer Sitzung bewegt keine Mittel.'
      : 'Ihre Mittel sind noch in der Sitzung; es wurde nichts ausgezahlt.'
  },
  tryAgain: 'Erneut versuchen',
  reconnect: 'Neu verbinden',
  connect: 'Verbinden',
  logIn: 'Anmelden',
  readAgain: 'Erneut lesen',
  backToEditing: 'Zurück zur Eingabe',
  reload: 'Seite neu laden',
}

export const wallet: WalletButtonLabels = {
  connect: 'Wallet verbinden',
  lookAtWallet: 'Sehen Sie in Ihre Wallet',
  cancel: 'Abbrechen',
  disconnect: 'Trennen',
  chooseWallet: 'Installierte Wallets',
  noWallet: 'In diesem Browser ist keine Wallet installiert. Installieren Sie eine und laden Sie die Seite neu.',
  declined: labels.disabledReasons.declined,
}
