// Commands that our sentences name, with the customer or the root CA that the person works with, so that each can be copied as
// it stands.

/** Those that take --ca, and so --profile. A test holds the list against the program. */
export const TAKING_A_CA: readonly string[] = [
  ...['new', 'bulk', 'regenerate', 'verify', 'export', 'list', 'revoke', 'crl', 'crl check'],
  ...['ca create', 'ca show', 'ca set', 'ca passphrase', 'ca check', 'ca backup', 'ca import'],
  ...['ca export-index', 'entra check', 'entra apply', 'entra remove'],
]

/** @param places options such as `--profile contoso`; empty: the sentences stay as they are */
export function inSamePlaces(text: string, places: string): string {
  if (places === '') return text
  const longerFirst = [...TAKING_A_CA].sort((a, b) => b.length - a.length)
  // A line that names a folder itself stays as it is.
  const named = new RegExp(`\\bcertstick (?:${longerFirst.join('|')})\\b(?![^\\n]* --(?:ca|profile) )`, 'g')
  return text.replace(named, (command) => `${command} ${places}`)
}
