/**
 * The list of webhook sources. Every entry is mounted, and described in OpenAPI.
 */
import type { Source } from "../source.ts";
import { freqtrade } from "./freqtrade.ts";
import { generic } from "./generic.ts";
import { tradingview } from "./tradingview.ts";

export const SOURCES: readonly Source[] = [freqtrade, tradingview, generic];
