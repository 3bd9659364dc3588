/** The mark: a point that is heard further and further out. */
export function Brand({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7.5" fill="var(--accent-solid)" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M15.2 10.1a8.4 8.4 0 0 1 0 11.8" />
        <path d="M19.7 6.4a13.8 13.8 0 0 1 0 19.2" opacity=".62" />
      </g>
      <circle cx="10" cy="16" r="3.3" fill="#fff" />
    </svg>
  );
}
