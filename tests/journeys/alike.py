"""What looks alike is judged once: each element takes axe a millisecond, and a page of the desk has
six hundred, of which most are its frame and the rows of its tables.
"""

from playwright.sync_api import Page

# Two parts are alike when they differ in words and addresses only. Empty words, and words so short
# that what is pressed may be too small, are never alike to others.
LEAVE_OUT = """before => {
    const seen = new Set(before);
    const own = new Set(['id', 'href', 'src', 'for', 'name', 'value', 'title', 'alt', 'action',
        'formaction', 'datetime', 'aria-label', 'aria-labelledby', 'aria-describedby',
        'aria-controls', 'headers']);
    const size = words => Math.min(words.trim().length, 4);
    const attribute = ({name, value}) => name + '=' + (own.has(name) ? !value.trim() : value);
    const look = node => node.nodeType === Node.TEXT_NODE ? size(node.data)
        : node.nodeType !== Node.ELEMENT_NODE ? ''
        : `<${node.tagName} ${[...node.attributes].map(attribute).join(' ')}>`
            + [...node.childNodes].map(look).join();
    // The frame: its box stays, so that the page stands as it stood.
    for (const part of document.querySelectorAll('header, nav, footer')) {
        if (part.closest('main') || part.querySelector('main') || !part.isConnected) continue;
        const key = part.outerHTML.replace(/ (href|value|action)="[^"]*"/g, '');
        if (seen.has(key)) {
            const {width, height} = part.getBoundingClientRect();
            Object.assign(part.style, {
                boxSizing: 'border-box', width: `${width}px`, height: `${height}px`});
            part.replaceChildren();
        }
        seen.add(key);
    }
    // Rows, items and choices: one of each look is left, odd or even, and the first and last.
    for (const whole of document.querySelectorAll('tbody, ul, ol, select')) {
        const looks = new Set();
        for (const [place, one] of [...whole.children].entries()) {
            const known = `${place % 2} ${look(one)}`;
            if (looks.has(known) && one.nextElementSibling) one.remove();
            looks.add(known);
        }
    }
    return [...seen];
}"""


def leave_out(page: Page, judged: list[str]) -> list[str]:
    """Take from a page what is alike to more of it, and the parts of its frame that stood just so
    on an earlier page of the same look; the parts of frames that are judged by now.
    """
    return list(page.evaluate(LEAVE_OUT, judged))
