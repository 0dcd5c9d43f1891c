import { testBuiltExample } from './support/builtExample'

testBuiltExample('angular', 'Angular')
