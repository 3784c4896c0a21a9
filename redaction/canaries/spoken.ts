import {
  base64,
  base64url,
  BASE32,
  BASE62,
  BASE64,
  BASE64URL,
  DIGITS,
  drawn,
  HEX,
  LOWER,
  UPPER,
  type Draw,
} from './draw.ts'
import type { Formats, Parts } from './keys.ts'

const jwt = (draw: Draw, header: string): Parts => [
  [base64url(header), base64url(`{"sub":"${drawn(draw, LOWER, 9)}","exp":1}`), ''].join('.'),
  drawn(draw, BASE64URL, 86),
]
const RS256 = '{"alg":"RS256","kid":"1"}'
const password = (draw: Draw) => drawn(draw, BASE62, 13) + drawn(draw, DIGITS, 1)

/** Secrets that are known by what they are written in: tokens that hold a header, URLs, headers, assignments. */
export const SPOKEN: Formats = {
  jwt: (draw) => jwt(draw, RS256),
  'a JWT without its signature': (draw) => [
    `${base64url(RS256)}.`,
    base64url(`{"sub":"${drawn(draw, LOWER, 12)}","exp":1}`),
  ],
  'a token of a service account': (draw) => jwt(draw, `{"alg":"RS256","kid":"${drawn(draw, BASE64URL, 43)}"}`),
  'an AWS secret access key beside its id': (draw) => [`AKIA${drawn(draw, UPPER, 16)}:`, drawn(draw, BASE64, 40)],
  'an AWS secret access key by name': (draw) => ['aws_secret_access_key = ', `${drawn(draw, BASE64, 39)}7`],
  'an AWS session token': (draw) => ['IQoJb3JpZ2luX2Vj', drawn(draw, BASE64, 400)],
  'a GCP service account': (draw) => [
    '{"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----\\n',
    drawn(draw, BASE64, 64),
    '\\n-----END PRIVATE KEY-----\\n"}',
  ],
  'a bearer token': (draw) => ['Bearer ', drawn(draw, BASE62, 22)],
  'a bearer token in a header': (draw) => ['authorization: bearer ', drawn(draw, BASE62, 30)],
  'basic authentication': (draw) => ['Basic ', base64(`user:${drawn(draw, BASE62, 12)}`)],
  'an API key in a header': (draw) => ['X-Api-Key: ', `${drawn(draw, BASE62, 31)}1`],
  'a database URL': (draw) => ['postgres://app:', drawn(draw, BASE62, 12), '@db.internal:5432/app'],
  'a MongoDB URL': (draw) => ['mongodb+srv://app:', drawn(draw, BASE62, 16), '@cluster0.example.net/app'],
  'a Redis URL': (draw) => ['redis://:', drawn(draw, BASE62, 16), '@cache:6379/0'],
  'a password in an assignment': (draw) => ['password=', drawn(draw, LOWER, 9) + drawn(draw, DIGITS, 3)],
  'a password of a connection': (draw) => ['Server=db;User ID=app;Password=', password(draw), ';Encrypt=true'],
  'a secret in JSON': (draw) => ['{"client_secret":"', drawn(draw, BASE62, 16) + drawn(draw, DIGITS, 2), '"}'],
  'a secret in a form': (draw) => [
    'grant_type=client_credentials&client_id=app&client_secret=',
    password(draw),
    '&x=1',
  ],
  'a password of a command': (draw) => ['psql --db-password ', password(draw), ' -h db'],
  'a token of a command': (draw) => ['vault login --token ', `${drawn(draw, BASE62, 23)}7`],
  'a password for curl': (draw) => ['curl -s -u admin:', drawn(draw, BASE62, 14), ' https://api.example'],
  'a password for mysql': (draw) => ['mysql -h db -u app -p', drawn(draw, BASE62, 14), ' app'],
  'a password for docker': (draw) => ['docker login -u app -p ', drawn(draw, BASE62, 14), ' registry.example'],
  'a password for ssh': (draw) => ['sshpass -p ', drawn(draw, BASE62, 14), ' ssh app@db'],
  'a password in XML': (draw) => ['<user>app</user><password>', drawn(draw, LOWER, 14), '</password>'],
  'a token of another scheme': (draw) => ['Authorization: Token ', `${drawn(draw, BASE62, 15)}7`],
  'a signing key': (draw) => ['signing_key: ', `${drawn(draw, BASE62, 19)}7`],
  'a refresh token': (draw) => ['refresh_token=', `${drawn(draw, BASE62, 30)}1`],
  'an Azure storage key': (draw) => ['AccountName=a;AccountKey=', drawn(draw, BASE64, 86), '=='],
  'an Azure SAS': (draw) => [
    'https://a.blob.core.windows.net/c?sv=2022-11-02&sr=c&sig=',
    drawn(draw, BASE62, 43),
    '%3D&se=2026-01-01',
  ],
  'a signed URL': (draw) => ['https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=', drawn(draw, HEX, 64)],
  'a session cookie': (draw) => ['Cookie: theme=dark; session=', drawn(draw, HEX, 32)],
  'a cookie of any name': (draw) => ['Cookie: theme=dark; remember_me=', drawn(draw, BASE62, 26)],
  'a cookie that is set': (draw) => ['Set-Cookie: sid=', `${drawn(draw, BASE62, 25)}1`, '; HttpOnly; Path=/'],
  'a session id': (draw) => ['JSESSIONID=', drawn(draw, HEX.toUpperCase(), 32)],
  'a TOTP seed': (draw) => ['otpauth://totp/Example:bob?secret=', `${drawn(draw, BASE32, 30)}A2`, '&issuer=Example'],
  'base64 of a token': (draw) => ['', base64(`token ghp_${drawn(draw, BASE62, 36)}`)],
  'base64 of JSON with a password': (draw) => [
    '',
    base64(`{"user":"app","password":"${drawn(draw, BASE62, 11)}${drawn(draw, DIGITS, 2)}"}`),
  ],
}

/** Secrets of no format, known by their looks alone: of some hundreds one looks like a name. */
export const RANDOM_PARTS: Formats = {
  'an AWS secret access key alone': (draw) => ['', drawn(draw, BASE64, 40)],
  '32 bytes in base64url': (draw) => ['', drawn(draw, BASE64URL, 43)],
  '64 bytes in base64': (draw) => ['', drawn(draw, BASE64, 86)],
  '32 letters and digits': (draw) => ['', drawn(draw, BASE62, 32)],
}
