package dev.verbatim.llm.provider;

import dev.verbatim.contract.WireName;

/** Whether a provider can be asked. */
public enum ProviderState implements WireName {
    /** It is asked. */
    USABLE,
    /** Its circuit breaker is half open: one request is let through to find out. */
    PROBING,
    /** Its circuit breaker is open: it failed too often and is left alone for a while. */
    RESTING,
    /** It refused our key: one request per rest finds out whether it still does. */
    OUT
}
