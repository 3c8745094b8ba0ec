package dev.verbatim.chat.auth;

import dev.verbatim.contract.WireName;

/** What a token must be to let somebody in, in the order in which it is looked at. Only operators are told which rule was broken. */
public enum TokenRule implements WireName {
    /** Three parts in the one spelling that base64url has, two JSON objects without a name twice, at most 4096 characters. */
    FORM,
    /** {@code typ} is JWT or missing, {@code crit} is missing. */
    TYPE,
    /** {@code alg} is one that there is a key for, spelled as the standard does. */
    ALGORITHM,
    /** There is a key of this algorithm and, where the token names one, of its {@code kid}. */
    KEY,
    /** The signature is one of these keys. */
    SIGNATURE,
    /** {@code exp} is there and not past. */
    EXPIRY,
    /** {@code nbf} and {@code iat} are not in the future. */
    NOT_YET,
    /** {@code iss} is the one that the settings name. */
    ISSUER,
    /** {@code aud} names us, or is missing where the settings name nobody. */
    AUDIENCE,
    /** {@code sub} can be a user's id. */
    SUBJECT,
    /** {@code name}, if there, can be shown. */
    NAME,
    /** {@code tenant}, if there, can be one. */
    TENANT,
    /** {@code scope} or {@code scopes}, if there, is one of names; not both. */
    SCOPE,
    /** {@code rooms}, if there, is a list of room ids. */
    ROOMS,
    /** {@code jti}, if there, can be the id of a token. */
    ID,
    /** Nobody took the token back. */
    REVOKED
}
