"""An invented exchange: as much of Binance's public REST, spot and USDT futures, as a Freqtrade dry run asks for.

It owns prices and nothing else. They change by `POST /prices {"BTCUSDT": "101000"}` alone; candles are flat but for the one that
is going on, so that a run is the same every time. It prints `ready PORT` when it listens. Orders never come here: a dry run
fills them itself.
"""

import asyncio
import sys
import time

from aiohttp import web

# Of each coin: price, decimals of the price, decimals of the amount.
COINS = {
    "BTC": (100_000.0, 2, 5),
    "ETH": (4_000.0, 2, 4),
    "SOL": (200.0, 2, 3),
    "XRP": (2.5, 4, 1),
    "DOGE": (0.4, 5, 0),
    "ADA": (1.1, 4, 1),
    "LTC": (110.0, 2, 3),
    "AVAX": (45.0, 2, 2),
}
PRICES = {f"{coin}USDT": price for coin, (price, _, _) in COINS.items()}
OPENED_AT = dict(PRICES)
DECIMALS = {f"{coin}USDT": decimals for coin, (_, decimals, _) in COINS.items()}
CANDLE_S = {"1m": 60, "5m": 300, "15m": 900, "1h": 3600, "4h": 14400, "8h": 28800, "1d": 86400}
FUNDING_MS = 8 * 3600 * 1000


def now_ms():
    return int(time.time() * 1000)


def text(symbol, price):
    return f"{price:.{DECIMALS[symbol]}f}"


def tick(symbol):
    return 10 ** -DECIMALS[symbol]


def filters(price_decimals, amount_decimals):
    price_step, amount_step = f"{10**-price_decimals:.8f}", f"{10**-amount_decimals:.8f}"
    return [
        {"filterType": "PRICE_FILTER", "minPrice": price_step, "maxPrice": "1000000.00000000", "tickSize": price_step},
        {"filterType": "LOT_SIZE", "minQty": amount_step, "maxQty": "9000000.00000000", "stepSize": amount_step},
        {"filterType": "MARKET_LOT_SIZE", "minQty": amount_step, "maxQty": "900000.0", "stepSize": amount_step},
        {"filterType": "NOTIONAL", "minNotional": "5.00000000", "applyMinToMarket": True, "maxNotional": "9000000.0"},
        {"filterType": "MIN_NOTIONAL", "notional": "5", "minNotional": "5.0"},
    ]


SPOT = {
    "isSpotTradingAllowed": True,
    "isMarginTradingAllowed": True,
    "icebergAllowed": True,
    "ocoAllowed": True,
    "quoteOrderQtyMarketAllowed": True,
    "allowTrailingStop": True,
    "permissions": [],
    "permissionSets": [["SPOT", "MARGIN"]],
}
FUTURE = {
    "contractType": "PERPETUAL",
    "deliveryDate": 4133404800000,
    "onboardDate": 1569398400000,
    "marginAsset": "USDT",
    "maintMarginPercent": "2.5000",
    "requiredMarginPercent": "5.0000",
    "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
    "liquidationFee": "0.015",
    "marketTakeBound": "0.05",
}


def market(coin, futures):
    _, price_decimals, amount_decimals = COINS[coin]
    return {
        "symbol": f"{coin}USDT",
        "pair": f"{coin}USDT",
        "status": "TRADING",
        "baseAsset": coin,
        "quoteAsset": "USDT",
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "pricePrecision": price_decimals,
        "quantityPrecision": amount_decimals,
        "filters": filters(price_decimals, amount_decimals),
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "STOP_MARKET", "STOP"],
        **(FUTURE if futures else SPOT),
    }


def exchange_info(futures):
    symbols = [market(coin, futures) for coin in COINS]
    return {"timezone": "UTC", "serverTime": now_ms(), "rateLimits": [], "exchangeFilters": [], "symbols": symbols}


def candles(query):
    symbol, step, limit = query["symbol"], CANDLE_S[query.get("interval", "1m")], int(query.get("limit", 500))
    end = int(query["endTime"]) // 1000 if "endTime" in query else int(time.time())
    last = end // step * step
    first = last - (limit - 1) * step
    if "startTime" in query:
        first = -(-int(query["startTime"]) // (1000 * step)) * step
    times = range(first, last + 1, step)[:limit]
    return [candle(symbol, at, step, PRICES[symbol] if at == last else OPENED_AT[symbol]) for at in times]


def candle(symbol, at, step, close):
    opened = OPENED_AT[symbol]
    prices = [text(symbol, price) for price in (opened, max(opened, close), min(opened, close), close)]
    return [at * 1000, *prices, "10.0", (at + step) * 1000 - 1, f"{10 * close:.4f}", 100, "5.0", f"{5 * close:.4f}", "0"]


def depth(symbol):
    price, step = PRICES[symbol], tick(symbol)
    return {
        "lastUpdateId": now_ms(),
        "E": now_ms(),
        "T": now_ms(),
        "bids": [[text(symbol, price - step * level), "100000000.0"] for level in range(20)],
        "asks": [[text(symbol, price + step * (level + 1)), "100000000.0"] for level in range(20)],
    }


def day(symbol):
    price = text(symbol, PRICES[symbol])
    same = ("weightedAvgPrice", "prevClosePrice", "lastPrice", "openPrice", "highPrice", "lowPrice")
    return {
        **book(symbol),
        **dict.fromkeys(same, price),
        "priceChange": "0",
        "priceChangePercent": "0",
        "lastQty": "1",
        "volume": "1000000",
        "quoteVolume": "100000000",
        "openTime": now_ms() - 86_400_000,
        "closeTime": now_ms(),
        "firstId": 1,
        "lastId": 2,
        "count": 2,
    }


def book(symbol):
    price = PRICES[symbol]
    bid, ask = text(symbol, price), text(symbol, price + tick(symbol))
    return {"symbol": symbol, "bidPrice": bid, "bidQty": "9", "askPrice": ask, "askQty": "9", "time": now_ms()}


def premium(symbol):
    price = text(symbol, PRICES[symbol])
    return {
        "symbol": symbol,
        "markPrice": price,
        "indexPrice": price,
        "estimatedSettlePrice": price,
        "lastFundingRate": "0.00010000",
        "interestRate": "0.0001",
        "nextFundingTime": (now_ms() // FUNDING_MS + 1) * FUNDING_MS,
        "time": now_ms(),
    }


def funding(query):
    symbol = query["symbol"]
    start = int(query.get("startTime", now_ms() - 90 * 86_400_000))
    times = range(-(-start // FUNDING_MS) * FUNDING_MS, now_ms(), FUNDING_MS)[: int(query.get("limit", 1000))]
    price = text(symbol, PRICES[symbol])
    return [{"symbol": symbol, "fundingTime": at, "fundingRate": "0.00010000", "markPrice": price} for at in times]


def one_or_all(make, query):
    return make(query["symbol"]) if "symbol" in query else [make(symbol) for symbol in PRICES]


ANSWERS = {
    "exchangeInfo": lambda query, futures: exchange_info(futures),
    "klines": lambda query, futures: candles(query),
    "markPriceKlines": lambda query, futures: candles(query),
    "depth": lambda query, futures: depth(query["symbol"]),
    "ticker/24hr": lambda query, futures: one_or_all(day, query),
    "ticker/bookTicker": lambda query, futures: one_or_all(book, query),
    "ticker/price": lambda query, futures: one_or_all(
        lambda symbol: {"symbol": symbol, "price": text(symbol, PRICES[symbol]), "time": now_ms()}, query
    ),
    "premiumIndex": lambda query, futures: one_or_all(premium, query),
    "fundingRate": lambda query, futures: funding(query),
    "fundingInfo": lambda query, futures: [],
    "time": lambda query, futures: {"serverTime": now_ms()},
    "ping": lambda query, futures: {},
    "aggTrades": lambda query, futures: [],
    "trades": lambda query, futures: [],
}


async def answer(request):
    """`/api/v3/depth` and `/fapi/v1/depth` are `depth` of spot and of futures."""
    _, api, _, name = request.path.split("/", 3) if request.path.count("/") > 2 else ("", "", "", "")
    make = ANSWERS.get(name)
    if make is None:
        print("unknown", request.method, request.path_qs, file=sys.stderr, flush=True)
        return web.json_response({"code": -1, "msg": "not invented"}, status=404)
    return web.json_response(make(dict(request.query), api == "fapi"))


async def set_prices(request):
    for symbol, price in (await request.json()).items():
        PRICES[symbol] = float(price)
    return web.json_response({symbol: text(symbol, price) for symbol, price in PRICES.items()})


async def serve():
    app = web.Application()
    app.router.add_post("/prices", set_prices)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print("ready", runner.addresses[0][1], flush=True)
    # Its parent holds its input open: it never outlives that.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
