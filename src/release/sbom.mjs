// What is in the executables, as a CycloneDX 1.6 document (https://cyclonedx.org/docs/1.6/json/): the libraries, as
// the bundler and the lockfile name them, and Node with the libraries that it is made of. It holds no time and no random
// number, so that the same sources give the same document.

/**
 * @param product package.json of certstick
 * @param packages of `packagesOf`
 * @param lock package-lock.json
 * @param nodes of `fetchNode`
 * @param versions `process.versions` of that Node
 */
export function renderSbom({ product, packages, lock, nodes, versions }) {
  const libraries = packages.map(({ folder, name, version, license }) => ({
    ...describe('library', name, version, license),
    hashes: [hashOf(lock.packages[folder])],
  }))
  const runtimes = nodes.map(({ name, version, license, sha256 }) => ({
    ...describe('platform', name, version, license),
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    hashes: [{ alg: 'SHA-256', content: sha256 }],
    components: partsOf(versions, name),
  }))
  const component = describe('application', product.name, product.version, product.license)
  const components = [...libraries, ...runtimes]
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component },
    components,
    dependencies: [{ ref: component['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function describe(type, name, version, license) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return { type, 'bom-ref': purl, name, version, licenses: [{ expression: license }], purl }
}

/** The lockfile has the hash of each package as `sha512-` and base64. */
function hashOf({ integrity }) {
  const [, base64] = /^sha512-(.+)$/.exec(integrity)
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }
}

/** `modules` and `napi` are numbers of interfaces, not of parts. */
function partsOf(versions, runtime) {
  return Object.entries(versions)
    .filter(([name]) => !['node', 'modules', 'napi'].includes(name))
    .map(([name, version]) => ({ type: 'library', 'bom-ref': `${runtime}#${name}`, name, version }))
}
