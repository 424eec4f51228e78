import { mount } from 'svelte';
import App from './App.svelte';
import { i18n, initialLocale } from './i18n/i18n.svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';

async function start(): Promise<void> {
  await i18n.use(initialLocale());
  const target = document.getElementById('app');
  if (target) mount(App, { target });
}

if (!window.yunqiaoBelowFloor) void start();
