import { Auth0Client } from '@auth0/auth0-spa-js';

const client = new Auth0Client({ domain: 'id.example.com', clientId: 'app' });

export const signIn = () => client.loginWithRedirect();
export const signedIn = () => client.handleRedirectCallback();
export const signOut = () => client.logout();
export const token = () => client.getTokenSilently();
