// A provider of OpenID Connect on a loopback port, a free one without a second argument. Prints its issuer; on standard input, "rotate" makes new keys, "asked" prints how
// often somebody asked for them, and a line of JSON changes the claims of people; it ends with standard input. Every client gets tokens for itself, with the claims of the person that is named like it.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const people = JSON.parse(process.argv[2]);

function keys() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' }] };
}

function provider(issuer) {
  const made = new Provider(issuer, {
    clients: [
      ...Object.keys(people).map((name) => ({
        client_id: name,
        client_secret: 'secret-of-' + name,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      })),
      {
        client_id: 'polder-cli',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    jwks: keys(),
    cookies: { keys: [randomUUID()] },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    extraTokenClaims: (ctx, token) => people[token.accountId ?? token.clientId],
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:polder',
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, audience) => ({
          audience: audience.replace('urn:', ''),
          scope: 'mesh',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  return made.callback();
}

let answer;
let asked = 0;
const server = createServer((request, response) => {
  if (request.url === '/jwks') {
    asked++;
  }
  answer(request, response);
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  answer = provider(issuer);
  console.log('issuer ' + issuer);
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      if (line === 'rotate') {
        answer = provider(issuer);
        console.log('rotated');
      } else if (line === 'asked') {
        console.log('asked ' + asked);
      } else {
        Object.assign(people, JSON.parse(line));
        console.log('changed');
      }
    })
    .on('close', () => process.exit(0));
});
