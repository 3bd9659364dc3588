"""A strategy that does nothing: what is traded is asked for over the bot's REST API, so that a run is the same every time."""

import os

from freqtrade.strategy import IStrategy


class Idle(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1m"
    can_short = os.environ.get("IDLE_FUTURES") == "1"
    minimal_roi = {"0": 100}
    # With leverage, liquidation is to come first.
    stoploss = -0.99 if os.environ.get("IDLE_FUTURES") == "1" else -0.10
    # So that a second entry of a pair adds to its trade.
    position_adjustment_enable = True
    process_only_new_candles = False
    startup_candle_count = 5

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe
