"""What looks alike is judged once: each element takes axe a millisecond, and a page of the desk has
six hundred, of which most are its frame and the rows of its tables.
"""

from playwright.sync_api import Page

# Two parts are alike when they differ in words, addresses and icons only. Empty words, and words so
# short that what is pressed may be too small, are never alike to others.
LEAVE_OUT = """before => {
    const seen = new Set(before), looks = new Map();
    const own = new Set(['id', 'href', 'src', 'for', 'name', 'value', 'title', 'alt', 'action',
        'formaction', 'datetime', 'aria-label', 'aria-labelledby', 'aria-describedby',
        'aria-controls', 'headers']);
    const attribute = ({name, value}) => name + '=' + (own.has(name) ? !value.trim() : value);
    const described = node => {
        if (node.nodeType === Node.TEXT_NODE) return Math.min(node.data.trim().length, 4);
        if (node.nodeType !== Node.ELEMENT_NODE) return '';
        const inside = node.matches('svg:not(:has(text))') ? [] : [...node.childNodes];
        return `<${node.tagName} ${[...node.attributes].filter(({name}) => name !== 'viewBox')
            .map(attribute).join(' ')}>${inside.map(look).join()}`;
    };
    const look = node => looks.get(node) ?? looks.set(node, described(node)).get(node);
    // Rows, items and choices: one of each look is left, odd or even, and the first and last.
    for (const whole of document.querySelectorAll('tbody, ul, ol, select')) {
        const known = new Set();
        for (const [place, one] of [...whole.children].entries()) {
            const key = `${place % 2} ${look(one)}`;
            if (known.has(key) && one.nextElementSibling) one.remove();
            known.add(key);
        }
    }
    // The frame: its box stays, so that the page stands as it stood.
    looks.clear();
    for (const part of document.querySelectorAll('header, nav, footer')) {
        if (part.closest('main') || part.querySelector('main') || !part.isConnected) continue;
        const key = look(part);
        if (seen.has(key)) {
            const {width, height} = part.getBoundingClientRect();
            Object.assign(part.style, {
                boxSizing: 'border-box', width: `${width}px`, height: `${height}px`});
            part.replaceChildren();
        }
        seen.add(key);
    }
    return [...seen];
}"""


def leave_out(page: Page, judged: list[str]) -> list[str]:
    """Take from a page what is alike to more of it, and the parts of its frame that stood just so
    on an earlier page of the same look; the parts of frames that are judged by now.
    """
    return list(page.evaluate(LEAVE_OUT, judged))
