import { oneTimeForm } from './one-time-link.js';

oneTimeForm({
  path: '/api/v1/auth/first-administrator',
  body: (form) => ({
    username: form.username.value,
    password: form.newPassword.value,
    ...(form.email.value === '' ? {} : { email: form.email.value }),
  }),
  title: 'The account is made',
  text: 'You can sign in with it now. This link does not work any more.',
});
