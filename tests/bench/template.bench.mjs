// template.bench.mjs: a list of twenty rows through the template engine, beside a loop of printf.
import {alternate, line, median, must, program} from './measure.mjs';

const ROUNDS = '20000';
const {list} = alternate(5, {list: () => must(program('template'), [ROUNDS]).stdout.split(' ').map(Number)});
line('template_list_us', median(list.map(([rendered]) => rendered)));
line('template_printf_us', median(list.map(([, plain]) => plain)));
line('template_vs_printf', median(list.map(([rendered, plain]) => rendered / plain)));
