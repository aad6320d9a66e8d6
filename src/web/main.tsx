import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import './app/style.css';

const place = document.getElementById('app');
if (place !== null) createRoot(place).render(<App />);
