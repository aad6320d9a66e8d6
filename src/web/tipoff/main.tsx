import { createRoot } from 'react-dom/client';
import '../app/style.css';
import './tipoff.css';
import { TipoffApp } from './tipoff-app.tsx';

const place = document.getElementById('app');
if (place !== null) createRoot(place).render(<TipoffApp />);
