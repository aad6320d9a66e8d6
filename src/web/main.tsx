import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { giveStylesTheNonce } from './app/style-nonce.ts';
import './app/style.css';
import './app/frame.css';
import './app/page.css';

giveStylesTheNonce();
const place = document.getElementById('app');
if (place !== null) createRoot(place).render(<App />);
