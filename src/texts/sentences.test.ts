import { expect, it } from 'vitest'
import { joinSentences, withFullStop } from './sentences'

it.each([
  ['English', ['It was paid.', 'Look at the receipt.'], 'It was paid. Look at the receipt.'],
  ['Korean', ['지급되었습니다.', '영수증을 확인하세요.'], '지급되었습니다. 영수증을 확인하세요.'],
  ['Arabic', ['تم الدفع.', 'هل ترى الإيصال؟', 'انظر إليه.'], 'تم الدفع. هل ترى الإيصال؟ انظر إليه.'],
  ['Japanese', ['支払われました。', '受領証を確認してください。'], '支払われました。受領証を確認してください。'],
  ['Chinese', ['已支付。', '要查看收据吗？', '请查看。'], '已支付。要查看收据吗？请查看。'],
  ['Chinese after a quotation', ['他说：“已支付。”', '请查看。'], '他说：“已支付。”请查看。'],
  ['Japanese after a text that ends with three dots', ['接続しています…', 'ウォレットを確認してください。'], '接続しています…ウォレットを確認してください。'],
  ['English after Japanese', ['支払われました。', 'Look at the receipt.', 'It is there.'], '支払われました。Look at the receipt. It is there.'],
  ['Japanese after English', ['It was paid.', '受領証を確認してください。'], 'It was paid. 受領証を確認してください。'],
])('sentences are joined as %s is written', (_, sentences, joined) => {
  expect(joinSentences(sentences)).toBe(joined)
})

it('an empty text between sentences adds no space to the joined text', () => {
  expect(joinSentences(['', 'It was paid.', '', 'Look.', ''])).toBe('It was paid. Look.')
  expect(joinSentences(['', ''])).toBe('')
})

it('a title becomes a sentence with the full stop of its language', () => {
  expect(['Session closed', 'セッションを終了しました', '会话已关闭', '세션이 종료됨'].map(withFullStop))
    .toEqual(['Session closed.', 'セッションを終了しました。', '会话已关闭。', '세션이 종료됨.'])
})
