import { testSchedules } from './testSchedules'

testSchedules('nitronode-carriers', 'nitronode', ['disturbs the room', 'a stranger in the room', 'alters messages'])
