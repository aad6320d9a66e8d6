import { type ThemeConfig, theme } from 'antd';
import { useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');
const narrow = matchMedia('(max-width: 800px)');

/** Whether the system wishes dark pages; follows the wish while the page is open. */
export function useDark(): boolean {
  return useMedia(dark);
}

/** Whether the page is as narrow as a telephone. */
export function useNarrow(): boolean {
  return useMedia(narrow);
}

/** Colours and sizes of the components: one accent, small radius, borders instead of shadows; larger on a telephone. */
export function themeOf(isDark: boolean, isNarrow: boolean): ThemeConfig {
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: isDark ? '#4a85cc' : '#1f4e8c',
      colorLink: isDark ? '#7fb2f0' : '#1f4e8c',
      colorError: isDark ? '#ff8a80' : '#b3261e',
      // The library's own grey for placeholders and hints is too light to be read in the sun.
      colorTextPlaceholder: isDark ? '#97a1ae' : '#687180',
      colorTextDescription: isDark ? '#a3adba' : '#5b6472',
      colorBgContainer: isDark ? '#1c2128' : '#fff',
      colorBgElevated: isDark ? '#1c2128' : '#fff',
      borderRadius: 4,
      fontSize: isNarrow ? 16 : 14,
      controlHeight: isNarrow ? 40 : 32,
      fontFamily: 'inherit',
      boxShadow: 'none',
      boxShadowSecondary: '0 2px 8px rgba(0, 0, 0, 0.15)',
      motion: false,
    },
  };
}

function useMedia(query: MediaQueryList): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );
}
