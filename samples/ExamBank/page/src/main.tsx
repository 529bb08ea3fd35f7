import { TidelockProvider } from '@tidelock/browser/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { liveInThisTab } from './attempt/drafts.js';
import './look/base.css';
import './look/parts.css';
import './look/exam.css';
import { findSession } from './session.js';

liveInThisTab();
const session = await findSession();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <TidelockProvider session={session}>
      <App />
    </TidelockProvider>
  </StrictMode>,
);
