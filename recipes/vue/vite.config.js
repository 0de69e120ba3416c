import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Tags that are none of Vue's components. */
const isCustomElement = (tag) => tag.startsWith('kvs-');

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
});
