import { PublicClientApplication } from '@azure/msal-browser';

const client = new PublicClientApplication({ auth: { clientId: 'app' } });
const scopes = ['api://app/read'];

export const start = () => client.initialize();
export const signIn = () => client.loginRedirect({ scopes });
export const signedIn = () => client.handleRedirectPromise();
export const signOut = () => client.logoutRedirect();
export const token = async () => (await client.acquireTokenSilent({ scopes })).accessToken;
