import { testSchedules } from './testSchedules'

testSchedules('clearnode-carriers', 'clearnode', ['disturbs the room', 'a stranger in the room', 'alters messages'])
