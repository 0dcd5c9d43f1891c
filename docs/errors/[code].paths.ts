import { errorPages } from '../../scripts/errorList'

/** One page for each error code, from the texts in the sources. */
export default {
  paths: () => errorPages().map(({ code, content }) => ({ params: { code }, content })),
}
