// The worker that keeps the session beside the tabs, with a clock that a test can set.
import { keepSession } from '../../src/worker/index.js';

const realNow = Date.now.bind(Date);
let ahead = 0;
Date.now = () => realNow() + ahead;

new BroadcastChannel("the worker's clock").onmessage = ({ data }) => {
  ahead += data;
};

keepSession();
