// A real provider that signs everybody in as one person, and can be told to break one thing (POST /break/WHAT).
import { createServer } from 'node:http';
import * as jose from 'jose';
import Provider from 'oidc-provider';

const [port, redirect, groups] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const makeKey = async (kid) => {
  const { privateKey } = await jose.generateKeyPair('RS256', { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
};
// Made beforehand: making one takes long on a busy machine.
let [key, other, third] = [await makeKey('one'), await makeKey('two'), await makeKey('three')];
const foreign = await makeKey('foreign');
let broken = '';

const provider = (jwks) => {
  const made = new Provider(issuer, {
    clients: [{ client_id: 'paragraf', client_secret: 'en-hemlighet', redirect_uris: [redirect] }],
    jwks: { keys: jwks },
    cookies: { keys: ['kakor'] },
    pkce: { required: () => true },
    claims: { openid: ['sub', 'groups', 'name'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: 'Anna Ek', groups: groups.split(',') }) }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
  made.use(async (ctx, next) => {
    await next();
    if (ctx.path === '/token' && ctx.body?.id_token) ctx.body.id_token = await changed(ctx.body.id_token);
    if (ctx.path === '/.well-known/openid-configuration' && broken === 'metadata') ctx.body.issuer = 'https://annan.exempel.se';
  });
  return made;
};

const changed = async (token) => {
  const claims = jose.decodeJwt(token);
  if (broken === 'none') return new jose.UnsecuredJWT(claims).encode();
  if (broken === 'hs256') {
    return new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('en-hemlighet'.padEnd(32, '-')));
  }
  const past = Math.floor(Date.now() / 1000) - 3600;
  const changes = {
    issuer: { iss: 'https://annan.exempel.se' },
    audience: { aud: 'annan' },
    party: { aud: ['paragraf', 'annan'], azp: 'annan' },
    expired: { exp: past, iat: past - 60 },
    future: { iat: past + 7200 + 3600, exp: past + 14400 },
    nonce: { nonce: 'annan' },
    subject: { sub: '' },
    // What is undefined is left out of the token.
    ...Object.fromEntries(['iss', 'aud', 'exp', 'iat', 'nonce', 'sub'].map((claim) => [`no-${claim}`, { [claim]: undefined }])),
  };
  const signer = broken === 'signature' ? { ...foreign, kid: key.kid } : key;
  if (!(broken in changes) && signer === key) return token;
  const signed = new jose.SignJWT({ ...claims, ...changes[broken] }).setProtectedHeader({ alg: 'RS256', kid: key.kid });
  return signed.sign(await jose.importJWK(signer, 'RS256'));
};

let current = provider([key]);
createServer(async (request, response) => {
  const path = new URL(request.url, issuer).pathname;
  if (path.startsWith('/break/')) {
    broken = path.slice('/break/'.length);
    if (broken === 'rotate') { [key, other, third] = [other, third, key]; current = provider([key]); }
    response.end('ok');
  } else if (path.startsWith('/interaction/')) {
    await current.interactionFinished(request, response, { login: { accountId: 'anna' } });
  } else {
    current.callback()(request, response);
  }
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
