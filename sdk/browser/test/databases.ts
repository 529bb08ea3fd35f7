/** As much of IndexedDB as the key store needs: one value for each name, shared by all tabs. */
export class Databases {
  readonly kept = new Map<string, unknown>();
  /** Requests fail, as they do in some private windows and after some crashes. */
  isBroken = false;

  readonly factory = {
    open: () =>
      this.request(() => ({
        createObjectStore: () => {},
        close: () => {},
        transaction: () => ({
          objectStore: () => ({
            get: (name: string) => this.request(() => this.kept.get(name)),
            put: (value: unknown, name: string) => this.request(() => this.kept.set(name, value)),
          }),
        }),
      })),
  } as unknown as IDBFactory;

  private request(work: () => unknown): IDBRequest {
    const request: any = {};
    queueMicrotask(() => {
      if (this.isBroken) {
        request.error = new DOMException('broken', 'UnknownError');
        request.onerror?.();
      } else {
        request.result = work();
        request.onsuccess?.();
      }
    });
    return request;
  }
}
