/** A look of the pictures: how it is called, and how wide and in which settings the page is. */
export interface Look {
  readonly title: string
  readonly width: number
  readonly scheme?: 'light' | 'dark'
  readonly direction?: 'ltr' | 'rtl'
  readonly forced?: 'active' | 'none'
}

/** Every look of which a picture is taken, by the name of its folder. */
export const LOOKS = {
  'light': { title: 'light', width: 704 },
  'dark': { title: 'dark', width: 704, scheme: 'dark' },
  'right-to-left': { title: 'from right to left, in Arabic', width: 704, direction: 'rtl' },
  'narrow': { title: '320 pixels wide', width: 320 },
  'forced-colors': { title: 'forced colors', width: 704, forced: 'active' },
} as const satisfies Readonly<Record<string, Look>>
