/**
 * A service that does with each library what services do, and knows nothing of ours; each project of the test has it in its own form. It checks that
 * it got what it would have got without us, and says so where it did not.
 */
const BODY = `
const { ISSUERS: base } = process.env
const claims = { iss: 'https://broker.example', sub: 'checkout', exp: 4102444800 }
const whole = (library) => library.default ?? library
const same = (one, other) => { if (one !== other) throw new Error(one + ' is not ' + other) }
const failing = (promise) => promise.then(() => { throw new Error('it did not fail') }, (error) => error)

const parts = {
  async jose() {
    const { SignJWT, jwtVerify } = await load('jose')
    const key = new TextEncoder().encode('a key of thirty-two bytes or more')
    const sign = (of) => new SignJWT({ ...claims, ...of }).setProtectedHeader({ alg: 'HS256' }).sign(key)
    const { payload } = await jwtVerify(await sign({ jti: 'jose' }), key)
    same(payload.jti, 'jose')
    same((await failing(jwtVerify(await sign({ jti: 'jose-late', exp: 1 }), key))).code, 'ERR_JWT_EXPIRED')
  },

  async jsonwebtoken() {
    const { sign, verify } = whole(await load('jsonwebtoken'))
    same(verify(sign({ ...claims, jti: 'jwt' }, 'secret'), 'secret').jti, 'jwt')
    const other = await new Promise((resolve, reject) =>
      sign({ ...claims, jti: 'jwt-back' }, 'secret', {}, (error, token) => (error ? reject(error) : resolve(token))))
    same(await new Promise((resolve) => verify(other, 'another', (error) => resolve(error.name))), 'JsonWebTokenError')
    same(await failing((async () => verify('no token', 'secret'))()).then(({ message }) => message), 'jwt malformed')
  },

  async aws() {
    const { STSClient, AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetSessionTokenCommand } = await load('@aws-sdk/client-sts')
    const { S3Client, ListBucketsCommand, HeadBucketCommand, GetObjectCommand } = await load('@aws-sdk/client-s3')
    const { fromTemporaryCredentials, fromContainerMetadata } = await load('@aws-sdk/credential-providers')
    const region = 'eu-west-1'
    const mine = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' }
    const role = { RoleArn: 'arn:aws:iam::123456789012:role/path/deploy', RoleSessionName: 'run' }
    const sts = new STSClient({ region, endpoint: base, credentials: mine })
    same((await sts.send(new AssumeRoleCommand(role))).Credentials.AccessKeyId, 'ASIAASSUMEDROLE00001')
    await sts.send(new AssumeRoleWithWebIdentityCommand({ ...role, WebIdentityToken: process.env.WEB_IDENTITY }))
    const { Credentials: old } = await new Promise((resolve, reject) =>
      sts.send(new GetSessionTokenCommand({}), (error, output) => (error ? reject(error) : resolve(output))))
    const master = { region, endpoint: base, credentials: mine }
    const given = fromTemporaryCredentials({ params: role, masterCredentials: mine, clientConfig: master })
    const s3 = new S3Client({ region, endpoint: base, forcePathStyle: true, credentials: given })
    same((await s3.send(new ListBucketsCommand({}))).Buckets?.length ?? 0, 0)
    const object = { Bucket: 'bucket', Key: 'key' }
    const denying = { region, endpoint: base, forcePathStyle: true }
    const contained = new S3Client({ ...denying, credentials: fromContainerMetadata() })
    same((await failing(contained.send(new GetObjectCommand(object)))).name, 'AccessDenied')
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI += '/chain'
    same((await failing(new S3Client(denying).send(new GetObjectCommand(object)))).name, 'AccessDenied')
    const late = { accessKeyId: old.AccessKeyId, secretAccessKey: old.SecretAccessKey, sessionToken: old.SessionToken }
    same((await failing(new S3Client({ ...denying, credentials: late }).send(new GetObjectCommand(object)))).name, 'ExpiredToken')
  },

  async vault() {
    const vault = whole(await load('node-vault'))({ endpoint: base, token: '' })
    const { auth } = await vault.userpassLogin({ username: 'app', password: 'secret' })
    vault.token = auth.client_token
    await vault.read('secret/data/db')
    same((await failing(vault.read('secret/data/other'))).response.statusCode, 403)
    const child = await vault.tokenCreate({ ttl: '1h' })
    vault.token = auth.client_token
    const lease = await vault.read('database/creds/app')
    await vault.renew({ lease_id: lease.lease_id, increment: 1200 })
    await vault.revoke({ lease_id: lease.lease_id })
    await vault.tokenRenewSelf()
    await vault.tokenRevokeAccessor({ accessor: child.auth.accessor })
    await vault.tokenRevokeSelf()
  },

  async openid() {
    const client = await load('openid-client')
    const server = { issuer: base + '/oidc', token_endpoint: base + '/oidc/token', revocation_endpoint: base + '/oidc/revoke' }
    const config = new client.Configuration(server, 'client', 'secret')
    client.allowInsecureRequests(config)
    const tokens = await client.clientCredentialsGrant(config)
    same(tokens.access_token, 'opaque-access-token-1')
    await client.refreshTokenGrant(config, tokens.refresh_token)
    await client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:token-exchange', {
      subject_token: tokens.access_token, subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' })
    same((await failing(client.genericGrantRequest(config, 'nonsense', {}))).error, 'unsupported_grant_type')
    await client.tokenRevocation(config, tokens.refresh_token)
  },

  async oauth() {
    const oauth = await load('oauth4webapi')
    const server = { issuer: base + '/again', token_endpoint: base + '/oidc/token' }
    const client = { client_id: 'client', token_endpoint_auth_method: 'client_secret_post' }
    const insecure = { [oauth.allowInsecureRequests]: true }
    const response = await oauth.clientCredentialsGrantRequest(server, client, oauth.ClientSecretPost('secret'), {}, insecure)
    same((await oauth.processClientCredentialsResponse(server, client, response)).access_token, 'opaque-access-token-1')
  },

  async simple() {
    const { ClientCredentials } = whole(await load('simple-oauth2'))
    const auth = { tokenHost: base, tokenPath: '/oidc/token', revokePath: '/oidc/revoke' }
    const client = new ClientCredentials({ client: { id: 'client', secret: 'secret' }, auth, http: { json: true } })
    same(client instanceof ClientCredentials, true)
    const token = await client.getToken({})
    same(token.token.access_token, 'opaque-access-token-1')
    await token.refresh()
    await failing(token.revoke('nonsense'))
    await token.revoke('access_token').catch((error) => same(error.message, 'The content-type is not JSON compatible'))
  },

  async google() {
    process.env.GCE_METADATA_HOST = base.replace('http://', '')
    const { Compute, Impersonated } = await load('google-auth-library')
    const machine = new Compute()
    same((await machine.getAccessToken()).token, 'ya29.of-the-machine')
    await machine.getAccessToken()
    await machine.fetchIdToken('https://run.example')
    console.warn = () => undefined // It warns of configurations that are not one's own.
    const other = new Impersonated({ sourceClient: machine, targetPrincipal: 'other@example.iam.gserviceaccount.com',
      targetScopes: ['https://www.googleapis.com/auth/cloud-platform'], endpoint: base })
    same((await other.getAccessToken()).token, 'ya29.of-another')
  },

  async azure() {
    Object.assign(process.env, { IDENTITY_ENDPOINT: base + '/azure/msi', IDENTITY_HEADER: 'header' })
    const { ManagedIdentityCredential } = await load('@azure/identity')
    const credential = new ManagedIdentityCredential({ clientId: 'client' })
    same((await credential.getToken('https://vault.azure.net/.default')).token.split('.').length, 3)
    await credential.getToken('https://vault.azure.net/.default')
    await credential.getToken(['https://vault.azure.net/.default'])
  },

  async msal() {
    const { ConfidentialClientApplication } = await load('@azure/msal-node')
    const tenant = 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111'
    const ask = async (_, options) => {
      const response = await fetch(base + '/azure/token', { method: 'POST', body: options.body })
      return { status: response.status, headers: {}, body: await response.json() }
    }
    const endpoints = { issuer: tenant + '/v2.0', token_endpoint: tenant + '/oauth2/v2.0/token', authorization_endpoint: tenant + '/oauth2/v2.0/authorize', jwks_uri: tenant + '/keys' }
    const known = { tenant_discovery_endpoint: tenant + '/v2.0/.well-known/openid-configuration',
      metadata: [{ preferred_network: 'login.microsoftonline.com', preferred_cache: 'login.windows.net', aliases: ['login.microsoftonline.com'] }] }
    const application = new ConfidentialClientApplication({
      auth: { clientId: 'client', clientSecret: 'secret', authority: tenant, authorityMetadata: JSON.stringify(endpoints), cloudDiscoveryMetadata: JSON.stringify(known) },
      system: { networkClient: { sendGetRequestAsync: ask, sendPostRequestAsync: ask } } })
    const scopes = ['https://graph.microsoft.com/.default']
    same((await application.acquireTokenByClientCredential({ scopes })).accessToken.split('.').length, 3)
    await application.acquireTokenByClientCredential({ scopes })
    await application.acquireTokenOnBehalfOf({ scopes, oboAssertion: process.env.WEB_IDENTITY })
  },

  async kubernetes() {
    const { KubeConfig, CoreV1Api } = await load('@kubernetes/client-node')
    const config = new KubeConfig()
    config.loadFromOptions({ clusters: [{ name: 'c', server: process.env.ISSUERS_TLS, caData: process.env.ISSUERS_CA }], users: [{ name: 'u', token: 'theirs' }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }], currentContext: 'x' })
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'checkout-1', uid: '6f0a' }
    const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({ name: 'checkout', namespace: 'shop',
      body: { spec: { audiences: ['vault'], expirationSeconds: 600, boundObjectRef } } })
    same(status.expirationTimestamp.toISOString(), '2100-01-01T00:00:00.000Z')
  },

  async octokit() {
    const { createAppAuth } = await load('@octokit/auth-app')
    const { request } = await load('@octokit/request')
    const { generateKeyPairSync } = await load('node:crypto')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
    const mine = request.defaults({ baseUrl: base + '/github' })
    const auth = createAppAuth({ appId: 7, privateKey: key, installationId: 1, request: mine })
    same((await auth({ type: 'installation' })).token, 'ghs_000000000000000000000000000000000001')
    await auth({ type: 'installation' })
    const other = createAppAuth({ appId: 7, privateKey: key, installationId: 2, request: mine })
    const hooked = mine.defaults({ request: { hook: other.hook } })
    same((await hooked('GET /repos/{owner}/{repo}', { owner: 'o', repo: 'r' })).data.id, 1)
    await hooked('GET /repos/{owner}/{repo}', { owner: 'o', repo: 'r' })
  },

  async actions() {
    Object.assign(process.env, { ACTIONS_ID_TOKEN_REQUEST_URL: base + '/github/idtoken?x=1', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the run' })
    const { getIDToken } = await load('@actions/core')
    const write = process.stdout.write
    process.stdout.write = () => true // It masks its token there.
    same((await getIDToken('sts.amazonaws.com')).split('.').length, 3)
    process.stdout.write = write
  },
}

async function main() {
  for (const name of process.argv.slice(2)) await parts[name]()
}
main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
`

/** The same by import and by require; what has no CommonJS of its own and can't be required is imported there as well. */
export const SERVICES = {
  'service.mjs': `const load = (name) => import(name)\n${BODY}`,
  'service.cjs': `const load = (name) => (name === '@actions/core' ? import(name) : require(name))\n${BODY}`,
} as const

/** What it does, in this order. */
export const PARTS: readonly string[] = [
  'jose',
  'jsonwebtoken',
  'aws',
  'vault',
  'openid',
  'oauth',
  'simple',
  'google',
  'azure',
  'msal',
  'kubernetes',
  'octokit',
  'actions',
]
