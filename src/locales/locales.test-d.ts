import { expectTypeOf, test } from 'vitest'
import type { AllErrors, CheckedErrors } from '../core/errors/translation'
import { defineTexts } from '../texts/texts'
import { german } from './de'
import { errors } from './de/errors'

test('a language without the texts of a code is a type error', () => {
  const { SESSION_NOT_OPEN: _, ...others } = errors
  // @ts-expect-error the texts of SESSION_NOT_OPEN are missing
  others satisfies AllErrors
})

test('a translation that mentions a value which English does not have is a type error', () => {
  const wrong = { ...errors, SESSION_NOT_OPEN: { ...errors.SESSION_NOT_OPEN, what: 'Die Sitzung[ {session}] ist zu.' } } as const
  // @ts-expect-error the value is called sessionId
  wrong satisfies CheckedErrors<typeof wrong>
})

test('defineTexts takes some texts, and refuses values that do not exist or stand outside of brackets', () => {
  defineTexts({ language: 'pl' })
  defineTexts({ language: 'pl', labels: { close: 'Zamknij sesję' }, errors: { SESSION_NOT_OPEN: { what: 'Sesja[ {sessionId}] nie jest otwarta.' } } })
  // @ts-expect-error the value is called sessionId
  defineTexts({ language: 'pl', errors: { SESSION_NOT_OPEN: { what: 'Sesja[ {session}] nie jest otwarta.' } } })
  // @ts-expect-error without sessionId, the placeholder would be shown
  defineTexts({ language: 'pl', errors: { SESSION_NOT_OPEN: { what: 'Sesja {sessionId} nie jest otwarta.' } } })
  // @ts-expect-error there is no such code
  defineTexts({ language: 'pl', errors: { SESSION_SHUT: { what: 'Sesja jest zamknięta.' } } })
  expectTypeOf(german.language).toBeString()
})
