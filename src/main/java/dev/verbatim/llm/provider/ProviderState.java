package dev.verbatim.llm.provider;

import dev.verbatim.contract.WireName;

/** Whether a provider can be asked, with one of its keys; the best state comes first. */
public enum ProviderState implements WireName {
    /** It is asked. */
    USABLE,
    /** It said that there were too many requests for a model; the key rests for that model as long as it said. */
    LIMITED,
    /** Its circuit breaker is half open: one request is let through to find out. */
    PROBING,
    /** Its circuit breaker is open: it failed too often and is left alone for a while. */
    RESTING,
    /** It refused the key, or the key's quota is used up: one request per rest finds out whether that still holds. */
    OUT,
    /** It is gone from the catalogue, or has another key or entry there now: nothing is asked here any more. */
    RETIRED
}
