/**
 * Keys without mathematics: real signatures are made on threads that a virtual clock does not know
 * of. The real ones are tested in browsers.
 */
export function pretendedCrypto(): Crypto {
  let made = 0;
  return {
    getRandomValues: <T extends ArrayBufferView>(bytes: T): T => bytes,
    subtle: {
      generateKey: async () => {
        const name = `key-${++made}`;
        return { publicKey: { name }, privateKey: { name } };
      },
      exportKey: async (_: string, { name }: { name: string }) => ({
        kty: 'EC',
        crv: 'P-256',
        x: name,
        y: name,
      }),
      sign: async () => new ArrayBuffer(64),
    },
  } as unknown as Crypto;
}
