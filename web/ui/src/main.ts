import { mount } from 'svelte';
import App from './App.svelte';
import { router } from './router.svelte';
import './style/tokens.css';
import './style/font.css';
import './style/base.css';
import './style/button.css';
import { paintKept } from './style/theme';

paintKept();
router.start();
const target = document.getElementById('app');
if (target) mount(App, { target });
